//! Tables of typed columns: what their values are in a template.

use crate::folder::Folder;
use crate::{GREETING, run, template};
use arrow_array::builder::{Int32Builder, ListBuilder, MapBuilder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Float32Array,
    Float64Array, Int8Array, Int64Array, LargeStringArray, ListArray, RecordBatch, StringArray, StructArray,
    Time64MicrosecondArray, TimestampMicrosecondArray, TimestampSecondArray, UInt64Array,
};
use arrow_schema::{DataType, Field, Fields};
use lineplate::batch::{BatchRenderer, Delivery, Job, Output, Wanted};
use lineplate::{Options, Template};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use serde_json::{Value, json};
use std::sync::Arc;

/// A template that shows all attributes of the user.
fn mirror(root: &str) -> Template {
    let mut options = Options::default();
    options.kind = None;
    Template::compile(&format!("{{{{ {root}|tojson }}}}"), options).unwrap()
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true)))
        .unwrap()
}

/// What a template sees of each row.
fn seen(batch: &RecordBatch, root: &str) -> Vec<Value> {
    let template = mirror(root);
    let delivery = BatchRenderer::new(&template).columns(batch).unwrap();
    let payload = |row| serde_json::from_str(delivery.payload(row).unwrap()).unwrap();
    delivery.rows().iter().map(payload).collect()
}

fn nested() -> Vec<(&'static str, ArrayRef)> {
    let mut tags = ListBuilder::new(StringBuilder::new());
    tags.append_value([Some("tea"), None, Some("say \"hi\"")]);
    tags.append_null();
    let mut scores = MapBuilder::new(None, StringBuilder::new(), Int32Builder::new());
    scores.keys().append_value("a\"b");
    scores.values().append_value(1);
    scores.append(true).unwrap();
    scores.append(false).unwrap();
    let fields =
        Fields::from(vec![Field::new("city", DataType::Utf8, true), Field::new("zip", DataType::Utf8, true)]);
    let city: ArrayRef = Arc::new(StringArray::from(vec![Some("大阪"), Some("x")]));
    let zip: ArrayRef = Arc::new(StringArray::from(vec![None, Some("1")]));
    let address = StructArray::new(fields, vec![city, zip], None);
    vec![
        ("tags", Arc::new(tags.finish())),
        ("scores", Arc::new(scores.finish())),
        ("address", Arc::new(address)),
    ]
}

#[test]
fn every_type_has_its_value() {
    let mut columns: Vec<(&str, ArrayRef)> = vec![
        ("text", Arc::new(LargeStringArray::from(vec![Some("0090 \"q\" \n 🍎"), None]))),
        ("bytes", Arc::new(BinaryArray::from(vec!["日本".as_bytes(), b""]))),
        ("tiny", Arc::new(Int8Array::from(vec![Some(-128), None]))),
        ("big", Arc::new(UInt64Array::from(vec![u64::MAX, 0]))),
        ("float", Arc::new(Float64Array::from(vec![1.0, f64::NAN]))),
        ("half", Arc::new(Float32Array::from(vec![0.1, 2.5e30]))),
        ("flag", Arc::new(BooleanArray::from(vec![true, false]))),
        ("price", Arc::new(Decimal128Array::from(vec![1250, -5]).with_precision_and_scale(10, 2).unwrap())),
        ("day", Arc::new(Date32Array::from(vec![20_666, -1]))),
        (
            "moment",
            Arc::new(TimestampMicrosecondArray::from(vec![1_785_576_600_000_000, 1]).with_timezone("+09:00")),
        ),
        ("second", Arc::new(TimestampSecondArray::from(vec![1_785_576_600, -1]))),
        ("time", Arc::new(Time64MicrosecondArray::from(vec![34_200_000_000, 0]))),
        ("word", Arc::new(vec![Some("gold"), None].into_iter().collect::<DictionaryArray<Int32Type>>())),
    ];
    columns.extend(nested());
    let rows = seen(&batch(columns), "UserAttribute");
    assert_eq!(
        rows[0],
        json!({
            "text": "0090 \"q\" \n 🍎", "bytes": "日本", "tiny": -128, "big": u64::MAX, "float": 1.0, "half": 0.1,
            "flag": true, "price": 12.5, "day": "2026-08-01", "moment": "2026-08-01 09:30:00",
            "second": "2026-08-01 09:30:00", "time": "09:30:00", "word": "gold",
            "tags": ["tea", null, "say \"hi\""], "scores": {"a\"b": 1}, "address": {"city": "大阪"},
        })
    );
    assert_eq!(
        rows[1],
        json!({
            "bytes": "", "big": 0, "float": null, "half": 2.5e30, "flag": false, "price": -0.05,
            "day": "1969-12-31", "moment": "1970-01-01 00:00:00.000001", "second": "1969-12-31 23:59:59",
            "time": "00:00:00", "address": {"city": "x", "zip": "1"},
        })
    );
}

#[test]
fn columns_that_are_roots_stand_beside_the_attributes_of_the_user() {
    let item = |n| Some(vec![Some(n), Some(n + 1)]);
    let list: ArrayRef = Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>([item(1), None]));
    let ids: ArrayRef = Arc::new(StringArray::from(vec!["a", "b"]));
    let bare = batch(vec![("ProductSet", Arc::clone(&list)), ("id", Arc::clone(&ids))]);
    assert_eq!(seen(&bare, "UserAttribute"), [json!({"id": "a"}), json!({"id": "b"})]);
    assert_eq!(seen(&bare, "ProductSet|default([])"), [json!([1, 2]), json!([])]);

    let field = Field::new("id", DataType::Utf8, false);
    let user: ArrayRef = Arc::new(StructArray::new(Fields::from(vec![field]), vec![ids], None));
    let rooted = batch(vec![("UserAttribute", user), ("ignored", list)]);
    assert_eq!(seen(&rooted, "UserAttribute"), [json!({"id": "a"}), json!({"id": "b"})]);
}

#[test]
fn values_without_a_form_are_faults_of_their_row() {
    let bytes: ArrayRef = Arc::new(BinaryArray::from(vec![b"\xff".as_slice(), b"ok"]));
    let template = mirror("UserAttribute");
    let table = batch(vec![("b", bytes)]);
    let delivery = BatchRenderer::new(&template).columns(&table).unwrap();
    assert!(!delivery.rows()[0].fate.is_sent() && delivery.rows()[1].fate.is_sent());
    let mut told = String::new();
    crate::tell(&delivery, &mut told);
    assert_eq!(told, "1: the value of `b` is bytes that are not UTF-8 text\n");

    let durations: ArrayRef = Arc::new(arrow_array::DurationSecondArray::from(vec![1]));
    let refused =
        BatchRenderer::new(&template).columns(&batch(vec![("d", Arc::clone(&durations))])).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the column `d` holds values of type Duration(s), which no attribute has"
    );
    // Nobody asks for it here.
    let ids: ArrayRef = Arc::new(Int64Array::from(vec![1]));
    let other = Template::compile(r#"{"id": {{ UserAttribute.id }}}"#, template.options().clone()).unwrap();
    let delivery = BatchRenderer::new(&other).columns(&batch(vec![("d", durations), ("id", ids)])).unwrap();
    assert_eq!(delivery.payload(&delivery.rows()[0]), Some(r#"{"id":1}"#));
}

/// The bytes of a Parquet file in several row groups.
pub(crate) fn file(batch: &RecordBatch, compression: Compression, group: usize) -> Vec<u8> {
    let properties = WriterProperties::builder().set_compression(compression);
    let properties = properties.set_max_row_group_row_count(Some(group)).build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
    bytes
}

/// A table with users for the greeting.
pub(crate) fn users(count: usize) -> RecordBatch {
    let ids: ArrayRef = Arc::new((0..count).map(|i| Some(format!("U{i:032x}"))).collect::<StringArray>());
    let names: ArrayRef =
        Arc::new((0..count).map(|i| (i % 10 != 3).then(|| format!("Nu\"{i}\""))).collect::<StringArray>());
    let unread: ArrayRef = Arc::new((0..count).map(|i| Some(i as i64)).collect::<Int64Array>());
    batch(vec![("line_id", ids), ("unread", unread), ("name", names)])
}

#[test]
fn a_file_gives_what_the_table_gives() {
    let folder = Folder::new();
    let template = template(GREETING);
    let table = users(5_000);
    let mut expected = Vec::new();
    let mut told = String::new();
    let delivery: Delivery = BatchRenderer::new(&template).columns(&table).unwrap();
    delivery.write_lines(&mut expected).unwrap();
    crate::tell(&delivery, &mut told);
    let expected = told + std::str::from_utf8(&expected).unwrap();
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::ZSTD(ZstdLevel::default()),
        Compression::GZIP(parquet::basic::GzipLevel::default()),
        Compression::LZ4_RAW,
    ] {
        let path = folder.file("users.parquet", file(&table, compression, 1_700));
        let (found, result) = run(&path, &Job::new(&template), &Wanted::of(&template.attributes()));
        result.unwrap();
        assert!(found == expected, "{compression:?}");
    }
}

#[test]
fn payloads_can_be_written_as_parquet() {
    let folder = Folder::new();
    let template = template(GREETING);
    let delivery = BatchRenderer::new(&template).columns(&users(100)).unwrap();
    let path = folder.file("payloads.parquet", "former");
    let mut output = Output::file(&path).unwrap();
    output.write(&delivery).unwrap();
    output.write(&delivery).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"former");
    output.finish().unwrap();
    let reader = std::fs::File::open(&path).unwrap();
    let batches = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(reader).unwrap();
    let batch = batches.with_batch_size(1_000).build().unwrap().next().unwrap().unwrap();
    assert_eq!(batch.num_rows(), 180);
    let rows: &UInt64Array = batch.column_by_name("row").unwrap().as_any().downcast_ref().unwrap();
    let payloads: &StringArray = batch.column_by_name("payload").unwrap().as_any().downcast_ref().unwrap();
    assert_eq!((rows.value(3), rows.value(90)), (5, 1));
    let sent: Vec<_> = delivery.rows().iter().filter_map(|row| delivery.payload(row)).collect();
    assert_eq!(payloads.iter().take(90).flatten().collect::<Vec<_>>(), sent);
}
