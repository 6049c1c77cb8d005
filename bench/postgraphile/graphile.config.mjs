import { TYPES } from "postgraphile/@dataplan/pg";
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { jsonPgSmartTags } from "postgraphile/utils";
import { PostGraphileConnectionFilterPreset } from "postgraphile-plugin-connection-filter";

// Links join nodes of any type. Whoever uses PostGraphile on these tables says which ends are meant: a list is one join then.
const links = jsonPgSmartTags({
  version: 1,
  config: {
    class: {
      link: {
        tags: {
          foreignKey: [
            "(from_id) references public.vendor (id)|@fieldName vendor|@foreignFieldName made",
            "(to_id) references public.model (id)|@fieldName model|@foreignFieldName makers",
          ],
        },
      },
    },
  },
});

// A table has a column of this type, which PostGraphile does not know and would tell about at length.
const transactions = {
  name: "TransactionsPlugin",
  version: "1.0.0",
  gather: {
    hooks: {
      pgCodecs_findPgCodec(_, event) {
        if (event.pgType.typname === "xid8") event.pgCodec = TYPES.bigint;
      },
    },
  },
};

/** As in production: what only developers use is off, and so is what no question asks. */
export default {
  extends: [PostGraphileAmberPreset, PostGraphileConnectionFilterPreset],
  plugins: [links, transactions],
  disablePlugins: ["NodePlugin", "MutationPlugin", "PgIndexBehaviorsPlugin"],
  pgServices: [
    makePgService({
      connectionString: process.env.DATABASE_URL,
      schemas: ["public"],
      poolConfig: { max: Number(process.env.POOL) },
    }),
  ],
  schema: { connectionFilterRelations: true, defaultBehavior: "-mutation -insert -update -delete" },
  grafserv: { graphqlPath: "/graphql", graphiql: false, watch: false, websockets: false },
  grafast: { explain: false },
};
