//! Rows to the bytes of an answer.

use divan::Bencher;
use divan::counter::BytesCount;
use panorama::read::Writer;

use crate::fixture::{QUESTIONS, Question, fixture};

#[divan::bench(args = QUESTIONS)]
fn write(bencher: Bencher<'_, '_>, question: Question) {
    let fixture = fixture();
    let task = fixture.task(question);
    let executed = fixture.run(&task);
    let write = || Writer::new(fixture.service.catalogue(), &task, &executed, &fixture.limits).write();
    let (data, errors) = write().expect("there is time");
    assert!(errors.is_empty(), "{question}: {errors:?}");
    let bytes = data.map_or(0, |data| data.len());
    assert!(bytes >= question.least, "{question}: {bytes} bytes");
    bencher.counter(BytesCount::new(bytes)).bench_local(write);
}
