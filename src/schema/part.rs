//! What types are made of, wherever they are described: fields, type references, arguments that many fields share.

use async_graphql::dynamic::{Field, FieldFuture, InputValue, TypeRef};

/// A field that plans read. The library wants a resolver with each; none of them ever runs.
pub(super) fn planned(name: impl Into<String>, ty: TypeRef) -> Field {
    Field::new(name, ty, |_| FieldFuture::Value(None))
}

/// A type as the schema writes it: `[Name!]!`.
pub(super) fn type_ref(text: &str) -> TypeRef {
    match (text.strip_suffix('!'), text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'))) {
        (Some(inner), _) => TypeRef::NonNull(Box::new(type_ref(inner))),
        (None, Some(item)) => TypeRef::List(Box::new(type_ref(item))),
        (None, None) => TypeRef::named(text),
    }
}

/// Which language a text is asked for in.
pub(super) fn locale_argument() -> InputValue {
    InputValue::new("locale", TypeRef::named("Locale"))
        .description("The language; that of Accept-Language where left out, else English.")
}
