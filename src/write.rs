//! The one way to write. A reader says what there is, as records (the data set's files) or as drafts whose names are looked up
//! first (imports); records become rows by one set of rules, and rows are stored a batch at a time, in one transaction, as far as
//! the policy of whoever writes lets them: the data set, or a source.

mod build;
mod import;
mod known;
mod line;
mod lineage;
mod load;
pub(crate) mod names;
mod policy;
pub(crate) mod record;
mod report;
mod row;
mod rows;
mod search;
mod second_hand;
mod settle;
mod store;
mod transaction;

pub(crate) use self::build::Build;
pub use self::build::Fault;
pub(crate) use self::import::{
    Details, Draft, Figure, Intake, Measure, Relation, Run, Series, Subject, TOGETHER, Thing, Unread,
};
pub(crate) use self::load::Load;
pub use self::load::Outcome;
pub(crate) use self::policy::MADE;
pub(crate) use self::report::Remark;
pub use self::report::{Count, Note, Report};
pub(crate) use self::rows::Batch;
pub(crate) use self::transaction::Unbegun;
