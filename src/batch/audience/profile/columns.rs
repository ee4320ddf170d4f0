//! Rows of typed columns to profiles.
//!
//! A null in a column or in a field of a struct is a missing attribute, as an empty cell is in a table of text;
//! in a list it is null.

use super::super::fault::Fault;
use super::super::wanted::{Wanted, is_root};
use crate::json::text::quote_into;
use arrow_array::cast::AsArray as _;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, DecimalType,
    Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, Time32MillisecondType,
    Time32SecondType, Time64MicrosecondType, Time64NanosecondType, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrowPrimitiveType, OffsetSizeTrait, RecordBatch};
use arrow_schema::{DataType, Fields, Schema, TimeUnit};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use std::fmt::{Display, Write as _};

/// The columns of a table that are needed, by their numbers.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    /// Attributes of the user.
    user: Vec<Column>,
    /// Roots with their attributes.
    roots: Vec<Column>,
}

#[derive(Debug)]
struct Column {
    index: usize,
    name: String,
}

impl Columns {
    /// Takes the columns of a schema apart. With a root `UserAttribute` among them, the attributes of the user are
    /// those in it; otherwise each column that is no root is one.
    pub(super) fn new(schema: &Schema, wanted: &Wanted) -> Result<Self, String> {
        let mut columns = Self::default();
        let has_user = schema
            .fields()
            .iter()
            .any(|field| field.name() == "UserAttribute" && field.data_type().is_nested());
        for (index, field) in schema.fields().iter().enumerate() {
            let name = field.name().clone();
            let is_root = is_root(&name) && field.data_type().is_nested();
            let needed = if is_root {
                wanted.root(&name)
            } else {
                !has_user && wanted.attribute("UserAttribute", &name)
            };
            if !needed {
                continue;
            }
            if let Some(unknown) = unknown_type(field.data_type()) {
                return Err(format!(
                    "the column `{name}` holds values of type {unknown}, which no attribute has"
                ));
            }
            let list = if is_root { &mut columns.roots } else { &mut columns.user };
            list.push(Column { index, name });
        }
        Ok(columns)
    }

    /// Makes the rows of a batch ready to be read.
    pub(super) fn bind<'b>(&self, batch: &'b RecordBatch) -> Bound<'b> {
        let bind = |columns: &[Column]| {
            let found = columns.iter().filter_map(|column| {
                let array = batch.columns().get(column.index)?;
                Some(Member::new(&column.name, array.as_ref()))
            });
            found.collect()
        };
        Bound { user: bind(&self.user), roots: bind(&self.roots) }
    }
}

/// The type of values that cannot be attributes, if a column holds such.
fn unknown_type(data_type: &DataType) -> Option<&DataType> {
    match data_type {
        DataType::Duration(_) | DataType::Interval(_) | DataType::Union(..) | DataType::RunEndEncoded(..) => {
            Some(data_type)
        }
        DataType::List(item)
        | DataType::LargeList(item)
        | DataType::ListView(item)
        | DataType::LargeListView(item)
        | DataType::FixedSizeList(item, _)
        | DataType::Map(item, _) => unknown_type(item.data_type()),
        DataType::Struct(fields) => unknown_field(fields),
        DataType::Dictionary(_, value) => unknown_type(value),
        _ => None,
    }
}

fn unknown_field(fields: &Fields) -> Option<&DataType> {
    fields.iter().find_map(|field| unknown_type(field.data_type()))
}

/// The columns of one batch.
#[derive(Default)]
pub(crate) struct Bound<'b> {
    user: Vec<Member<'b>>,
    roots: Vec<Member<'b>>,
}

impl Bound<'_> {
    /// Writes the profile of a row.
    pub(super) fn write(&self, row: usize, json: &mut String) -> Result<(), Fault> {
        self.object(row, json).map_err(Unreadable::fault)
    }

    fn object(&self, row: usize, json: &mut String) -> Result<(), Unreadable> {
        json.push('{');
        members(&self.roots, row, json)?;
        if self.roots.iter().any(|root| !root.array.is_null(row)) && !self.user.is_empty() {
            json.push(',');
        }
        if !self.user.is_empty() || self.roots.is_empty() {
            json.push_str("\"UserAttribute\":{");
            members(&self.user, row, json)?;
            json.push('}');
        }
        json.push('}');
        Ok(())
    }
}

/// Writes the members of an object that are not null.
fn members(members: &[Member<'_>], row: usize, json: &mut String) -> Result<(), Unreadable> {
    let mut comma = "";
    for member in members.iter().filter(|member| !member.array.is_null(row)) {
        json.push_str(comma);
        comma = ",";
        json.push_str(&member.key);
        (member.write)(row, json).map_err(|unreadable| unreadable.of(&member.name))?;
    }
    Ok(())
}

/// A value that has no JSON form.
#[derive(Debug)]
struct Unreadable {
    /// The innermost column or field that holds it.
    name: Option<String>,
    what: &'static str,
}

const NOT_TEXT: Unreadable = Unreadable { name: None, what: "bytes that are not UTF-8 text" };
const OUT_OF_RANGE: Unreadable =
    Unreadable { name: None, what: "no moment between the years -9999 and 9999" };

impl Unreadable {
    fn of(mut self, name: &str) -> Self {
        self.name.get_or_insert_with(|| name.to_owned());
        self
    }

    fn fault(self) -> Fault {
        Fault::new(format!("the value of `{}` is {}", self.name.unwrap_or_default(), self.what))
    }
}

/// Writes the value of a row as JSON.
type Write<'b> = Box<dyn Fn(usize, &mut String) -> Result<(), Unreadable> + 'b>;

/// A column with its name: a member of an object.
struct Member<'b> {
    name: String,
    /// The name as the key of a JSON object: `"name":`
    key: String,
    array: &'b dyn Array,
    write: Write<'b>,
}

impl<'b> Member<'b> {
    fn new(name: &str, array: &'b dyn Array) -> Self {
        let mut key = String::new();
        quote_into(name, &mut key);
        key.push(':');
        Self { name: name.to_owned(), key, array, write: writer(array) }
    }
}

/// How the values of an array are written that are not null.
fn writer(array: &dyn Array) -> Write<'_> {
    match array.data_type() {
        DataType::Utf8 => text(array.as_string::<i32>()),
        DataType::LargeUtf8 => text(array.as_string::<i64>()),
        DataType::Utf8View => text(array.as_string_view()),
        DataType::Binary => bytes(array.as_binary::<i32>()),
        DataType::LargeBinary => bytes(array.as_binary::<i64>()),
        DataType::BinaryView => bytes(array.as_binary_view()),
        DataType::FixedSizeBinary(_) => bytes(array.as_fixed_size_binary()),
        DataType::Boolean => {
            let values = array.as_boolean();
            Box::new(|row, json| push(json, values.value(row)))
        }
        DataType::Int8 => number::<Int8Type>(array),
        DataType::Int16 => number::<Int16Type>(array),
        DataType::Int32 => number::<Int32Type>(array),
        DataType::Int64 => number::<Int64Type>(array),
        DataType::UInt8 => number::<UInt8Type>(array),
        DataType::UInt16 => number::<UInt16Type>(array),
        DataType::UInt32 => number::<UInt32Type>(array),
        DataType::UInt64 => number::<UInt64Type>(array),
        DataType::Float16 => float::<Float16Type>(array),
        DataType::Float32 => float::<Float32Type>(array),
        DataType::Float64 => float::<Float64Type>(array),
        DataType::Decimal32(..) => decimal::<Decimal32Type>(array),
        DataType::Decimal64(..) => decimal::<Decimal64Type>(array),
        DataType::Decimal128(..) => decimal::<Decimal128Type>(array),
        DataType::Decimal256(..) => decimal::<Decimal256Type>(array),
        DataType::Date32 => date::<Date32Type>(array, 1),
        DataType::Date64 => date::<Date64Type>(array, 86_400_000),
        DataType::Timestamp(TimeUnit::Second, _) => moment::<TimestampSecondType>(array, 1_000_000_000),
        DataType::Timestamp(TimeUnit::Millisecond, _) => moment::<TimestampMillisecondType>(array, 1_000_000),
        DataType::Timestamp(TimeUnit::Microsecond, _) => moment::<TimestampMicrosecondType>(array, 1_000),
        DataType::Timestamp(TimeUnit::Nanosecond, _) => moment::<TimestampNanosecondType>(array, 1),
        DataType::Time32(TimeUnit::Second) => time::<Time32SecondType>(array, 1_000_000_000),
        DataType::Time32(_) => time::<Time32MillisecondType>(array, 1_000_000),
        DataType::Time64(TimeUnit::Microsecond) => time::<Time64MicrosecondType>(array, 1_000),
        DataType::Time64(_) => time::<Time64NanosecondType>(array, 1),
        DataType::List(_) => list::<i32>(array),
        DataType::LargeList(_) => list::<i64>(array),
        DataType::ListView(_) => list_view::<i32>(array),
        DataType::LargeListView(_) => list_view::<i64>(array),
        DataType::FixedSizeList(_, size) => fixed_size_list(array, usize::try_from(*size).unwrap_or(0)),
        DataType::Struct(_) => object(array),
        DataType::Map(..) => map(array),
        DataType::Dictionary(..) => dictionary(array),
        // Refused when the columns were taken apart, or a column of nulls alone.
        _ => Box::new(|_, json| push(json, "null")),
    }
}

fn push(json: &mut String, value: impl Display) -> Result<(), Unreadable> {
    let _ = write!(json, "{value}");
    Ok(())
}

fn quote(json: &mut String, value: impl Display) -> Result<(), Unreadable> {
    let _ = write!(json, "\"{value}\"");
    Ok(())
}

fn text<'b>(values: impl arrow_array::StringArrayType<'b> + 'b) -> Write<'b> {
    Box::new(move |row, json| {
        quote_into(values.value(row), json);
        Ok(())
    })
}

/// Some writers leave out that bytes are text.
fn bytes<'b>(values: impl arrow_array::ArrayAccessor<Item = &'b [u8]> + 'b) -> Write<'b> {
    Box::new(move |row, json| {
        let text = str::from_utf8(values.value(row)).map_err(|_| NOT_TEXT)?;
        quote_into(text, json);
        Ok(())
    })
}

fn number<T: ArrowPrimitiveType<Native: Display>>(array: &dyn Array) -> Write<'_> {
    let values = array.as_primitive::<T>();
    Box::new(|row, json| push(json, values.value(row)))
}

/// What is not a number has no JSON form and is null, as JavaScript has it.
fn float<T: ArrowPrimitiveType<Native: std::fmt::Debug + Copy + Into<f64>>>(array: &dyn Array) -> Write<'_> {
    let values = array.as_primitive::<T>();
    Box::new(|row, json| {
        let value = values.value(row);
        let wide: f64 = value.into();
        if wide.is_finite() { push(json, format_args!("{value:?}")) } else { push(json, "null") }
    })
}

/// A decimal is a number with all its digits.
fn decimal<T: DecimalType>(array: &dyn Array) -> Write<'_> {
    let values = array.as_primitive::<T>();
    Box::new(|row, json| push(json, values.value_as_string(row)))
}

/// `2026-08-01`
fn date<T: ArrowPrimitiveType<Native: Into<i64>>>(array: &dyn Array, per_day: i64) -> Write<'_> {
    let values = array.as_primitive::<T>();
    Box::new(move |row, json| {
        let days: i64 = values.value(row).into();
        let seconds = days.div_euclid(per_day).checked_mul(86_400).ok_or(OUT_OF_RANGE)?;
        let moment = Timestamp::from_second(seconds).map_err(|_| OUT_OF_RANGE)?;
        let date: Date = moment.to_zoned(jiff::tz::TimeZone::UTC).date();
        quote(json, date)
    })
}

/// `2026-08-01 09:30:00`, in Greenwich where the column has a zone, with a fraction where there is one.
fn moment<T: ArrowPrimitiveType<Native = i64>>(array: &dyn Array, nanoseconds: i128) -> Write<'_> {
    let values = array.as_primitive::<T>();
    Box::new(move |row, json| {
        let moment = Timestamp::from_nanosecond(i128::from(values.value(row)) * nanoseconds);
        let moment = moment.map_err(|_| OUT_OF_RANGE)?.to_zoned(jiff::tz::TimeZone::UTC);
        quote(json, format_args!("{} {}", moment.date(), moment.time()))
    })
}

/// `09:30:00`
fn time<T: ArrowPrimitiveType<Native: Into<i64>>>(array: &dyn Array, nanoseconds: i64) -> Write<'_> {
    let values = array.as_primitive::<T>();
    Box::new(move |row, json| {
        let since_midnight = values.value(row).into().checked_mul(nanoseconds).ok_or(OUT_OF_RANGE)?;
        let span = jiff::SignedDuration::from_nanos(since_midnight);
        let time = Time::midnight().checked_add(span).map_err(|_| OUT_OF_RANGE)?;
        quote(json, time)
    })
}

/// Writes the items of a list from one number to another.
fn items(
    item: &Write<'_>,
    values: &dyn Array,
    from: usize,
    to: usize,
    json: &mut String,
) -> Result<(), Unreadable> {
    json.push('[');
    for at in from..to {
        if at > from {
            json.push(',');
        }
        if values.is_null(at) { push(json, "null")? } else { item(at, json)? }
    }
    json.push(']');
    Ok(())
}

fn list<O: OffsetSizeTrait>(array: &dyn Array) -> Write<'_> {
    let lists = array.as_list::<O>();
    let (values, item) = (lists.values(), writer(lists.values()));
    Box::new(move |row, json| {
        let offset = |at: usize| lists.value_offsets().get(at).map_or(0, |offset| offset.as_usize());
        items(&item, values, offset(row), offset(row + 1), json)
    })
}

fn list_view<O: OffsetSizeTrait>(array: &dyn Array) -> Write<'_> {
    let lists = array.as_list_view::<O>();
    let (values, item) = (lists.values(), writer(lists.values()));
    Box::new(move |row, json| {
        let start = lists.value_offset(row).as_usize();
        items(&item, values, start, start + lists.value_size(row).as_usize(), json)
    })
}

fn fixed_size_list(array: &dyn Array, size: usize) -> Write<'_> {
    let lists = array.as_fixed_size_list();
    let (values, item) = (lists.values(), writer(lists.values()));
    Box::new(move |row, json| items(&item, values, row * size, (row + 1) * size, json))
}

fn object(array: &dyn Array) -> Write<'_> {
    let fields = array.as_struct();
    let parts: Vec<Member<'_>> = fields
        .column_names()
        .into_iter()
        .zip(fields.columns())
        .map(|(name, column)| Member::new(name, column.as_ref()))
        .collect();
    Box::new(move |row, json| {
        json.push('{');
        members(&parts, row, json)?;
        json.push('}');
        Ok(())
    })
}

/// A map is an object; keys that are no text are written as such.
fn map(array: &dyn Array) -> Write<'_> {
    let maps = array.as_map();
    let (keys, values) = (maps.keys(), maps.values());
    let (key, value) = (writer(keys), writer(values));
    Box::new(move |row, json| {
        let offset = |at: usize| {
            maps.value_offsets().get(at).map_or(0, |&offset| usize::try_from(offset).unwrap_or(0))
        };
        let mut comma = "";
        json.push('{');
        let mut name = String::new();
        for at in (offset(row)..offset(row + 1)).filter(|&at| !values.is_null(at)) {
            json.push_str(comma);
            comma = ",";
            name.clear();
            key(at, &mut name)?;
            if name.starts_with('"') {
                json.push_str(&name);
            } else {
                quote_into(&name, json);
            }
            json.push(':');
            value(at, json)?;
        }
        json.push('}');
        Ok(())
    })
}

fn dictionary(array: &dyn Array) -> Write<'_> {
    let dictionary = array.as_any_dictionary();
    let keys = dictionary.normalized_keys();
    let value = writer(dictionary.values());
    Box::new(move |row, json| value(keys.get(row).copied().unwrap_or(0), json))
}
