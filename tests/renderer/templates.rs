//! Templates put together at random from what campaigns are made of.

use crate::random::Random;
use lineplate::{Account, MissingPolicy, Options};

/// What the account holds for all users, with pieces of the word that cancels a message.
const ACCOUNT: &str = r#"{
  "ContentBlock": {"footer": "from {{ UserAttribute['city']|default('us') }} \"\\n\"", "word": "OE_NOT_"},
  "AuxData": {"plans": {"gold": {"label": "MOE_NOT_", "price": 7}, "silver": {"label": "a \"b\"", "price": null}}},
  "ContentApi": {"weather": {"sky": "clear", "note": "_NOT_SEND"}}
}"#;

pub fn options(random: &mut Random) -> Options {
    let mut options = Options::default();
    if random.one_in(6) {
        options.missing = MissingPolicy::Empty;
    }
    if !random.one_in(4) {
        options.account = Account::parse(ACCOUNT).unwrap();
    }
    options.null_is_missing = !random.one_in(6);
    options.empty_is_missing = random.one_in(6);
    options.default_fires_on_null = random.one_in(6);
    if random.one_in(12) {
        options.limits.steps = 10 + random.below(400) as u64;
    }
    if random.one_in(12) {
        options.limits.memory = random.below(4000) as u64;
    }
    if random.one_in(12) {
        options.limits.output_bytes = 100 + random.below(900);
    }
    options
}

/// A request body.
pub fn generate(random: &mut Random) -> String {
    let to = pick(
        random,
        &[
            "{{ UserAttribute['line_id'] }}",
            "{{ UserAttribute.line_id }}",
            "U{{ UserAttribute['line_id'][1:] }}",
        ],
    );
    let count = 1 + random.below(3);
    let messages: Vec<_> = (0..count).map(|_| message(random)).collect();
    let head = head(random);
    let mut extra = String::new();
    if random.one_in(4) {
        extra = format!("\"notificationDisabled\": {},", flag(random));
    }
    format!("{head}{{ \"to\": \"{to}\", {extra} \"messages\": [ {} ] }}", messages.join(",\n"))
}

fn pick(random: &mut Random, list: &[&str]) -> String {
    (*random.pick(list)).to_owned()
}

/// Statements in front of the body.
fn head(random: &mut Random) -> String {
    match random.below(8) {
        0 => format!("{{% set greeting = {} %}}", expression(random)),
        1 => "{% set first = ProductSet[0] %}".to_owned(),
        2 => "{% macro shout(x) %}{{ x|upper }}!{% endmacro %}".to_owned(),
        3 => {
            "{% if UserAttribute['tags'] is not defined %}{% MOE_NOT_SEND('no tags') %}{% endif %}".to_owned()
        }
        _ => String::new(),
    }
}

fn message(random: &mut Random) -> String {
    let message = match random.below(9) {
        0..=2 => format!(r#"{{ "type": "text", "text": "{}" }}"#, text(random)),
        3 => format!(
            r#"{{ "type": "image", "originalContentUrl": "{}", "previewImageUrl": "https://cdn.example.com/p/{}" }}"#,
            pick(
                random,
                &["https://cdn.example.com/{{ UserAttribute['slug'] }}.jpg", "https://cdn.example.com/a.jpg"]
            ),
            pick(
                random,
                &["{{ UserAttribute['plan']|urlencode }}", "b.jpg", "{{ UserAttribute['points'] }}.jpg"]
            )
        ),
        4 => buttons(random),
        5 => carousel(random),
        6 => {
            format!(r#"{{ "type": "flex", "altText": "{}", "contents": {} }}"#, text(random), bubble(random))
        }
        7 => flex_carousel(random),
        _ => format!(
            r#"{{ "type": "text", "text": "{}", "sender": {{ "name": "{}" }}, "quickReply": {{ "items": [ {{ "type": "action", "action": {} }} ] }} }}"#,
            text(random),
            text(random),
            action(random)
        ),
    };
    match random.below(8) {
        0 => format!(
            "{{% if {} %}} {message} {{% else %}} {{ \"type\": \"sticker\", \"packageId\": \"446\", \"stickerId\": \"1988\" }} {{% endif %}}",
            test(random)
        ),
        1 => format!(
            "{{% if {} %}} {message}, {{% endif %}} {{ \"type\": \"text\", \"text\": \"after\" }}",
            test(random)
        ),
        _ => message,
    }
}

fn action(random: &mut Random) -> String {
    match random.below(4) {
        0 => format!(r#"{{ "type": "message", "label": "{}", "text": "{}" }}"#, label(random), text(random)),
        1 => format!(r#"{{ "type": "postback", "label": "{}", "data": "id={}" }}"#, label(random), text(random)),
        2 => format!(r#"{{ "type": "uri", "label": "Open", "uri": "{}" }}"#, link(random)),
        _ => r#"{ "type": "uri", "label": "Shop", "uri": "https://shop.example.com/?q={{ UserAttribute['city']|urlencode }}" }"#.to_owned(),
    }
}

fn label(random: &mut Random) -> String {
    pick(
        random,
        &[
            "Go",
            "{{ UserAttribute['plan'] }}",
            "{{ UserAttribute['name']|truncate(20, true, '') }}",
            "See {{ UserAttribute.plan|title }}",
        ],
    )
}

fn link(random: &mut Random) -> String {
    if random.one_in(2) {
        return "https://example.com/{{ UserAttribute['slug']|urlencode }}?u={{ UserAttribute['line_id'] }}"
            .to_owned();
    }
    pick(
        random,
        &[
            "https://example.com/{{ UserAttribute['slug'] }}",
            "https://{{ UserAttribute['slug'] }}/x",
            "{{ UserAttribute['slug'] }}",
            "tel:{{ UserAttribute['points'] }}",
            "https://example.com/?a=%4{{ UserAttribute['points'] }}",
            "line://{{ UserAttribute['slug'] }}",
            "https://example.com?u={{ UserAttribute['line_id'] }}&p={{ UserAttribute['plan'] }}",
        ],
    )
}

fn buttons(random: &mut Random) -> String {
    let title = if random.one_in(2) { format!("\"title\": \"{}\",", text(random)) } else { String::new() };
    let count = 1 + random.below(3);
    let actions: Vec<_> = (0..count).map(|_| action(random)).collect();
    format!(
        r#"{{ "type": "template", "altText": "{}", "template": {{ "type": "buttons", {title} "text": "{}", "actions": [ {} ] }} }}"#,
        text(random),
        text(random),
        actions.join(", ")
    )
}

fn carousel(random: &mut Random) -> String {
    format!(
        r#"{{ "type": "template", "altText": "{}", "template": {{ "type": "carousel", "columns": [
        {{%- for item in {} %}} {{ "text": "{{{{ item.{} }}}}", "actions": [ {} ] }}{}
        {{%- endfor %}} ] }} }}"#,
        text(random),
        list(random),
        pick(random, &["title", "name", "values", "sku|default('none')"]),
        action(random),
        pick(random, &[",", "{% if not loop.last %},{% endif %}", "{{ ',' if not loop.last }}"])
    )
}

fn list(random: &mut Random) -> String {
    pick(
        random,
        &[
            "ProductSet",
            "ProductSet",
            "UserAttribute['tags']",
            "ProductSet[:3]",
            "ProductSet if UserAttribute['vip'] else []",
            "EventAttribute['items']",
        ],
    )
}

fn flex_carousel(random: &mut Random) -> String {
    let set = if random.one_in(3) { "{% set name = item.title|default('none') %}" } else { "" };
    let condition = if random.one_in(3) {
        format!("{{% if loop.index > 2 and {} %}}{{% break %}}{{% endif %}}", test(random))
    } else {
        String::new()
    };
    format!(
        r#"{{ "type": "flex", "altText": "{}", "contents": {{ "type": "carousel", "contents": [
        {{%- for item in {} %}}{condition}{set} {}{{% if not loop.last %}},{{% endif %}}
        {{%- else %}} {} {{%- endfor %}} ] }} }}"#,
        text(random),
        list(random),
        bubble(random),
        bubble(random)
    )
}

fn bubble(random: &mut Random) -> String {
    let count = 1 + random.below(3);
    let parts: Vec<_> = (0..count).map(|_| component(random)).collect();
    let layout = pick(random, &["vertical", "vertical", "horizontal", "baseline"]);
    format!(
        r#"{{ "type": "bubble", "body": {{ "type": "box", "layout": "{layout}", "contents": [ {} ] }} }}"#,
        parts.join(", ")
    )
}

fn component(random: &mut Random) -> String {
    match random.below(6) {
        0 => format!(r#"{{ "type": "text", "text": "{}", "wrap": true }}"#, text(random)),
        1 => format!(r#"{{ "type": "text", "text": "{}", "wrap": {} }}"#, text(random), flag(random)),
        2 => format!(r#"{{ "type": "text", "text": "{}", "flex": {} }}"#, text(random), number(random)),
        3 => format!(
            r#"{{ "type": "text", "text": "x", "color": "{}", "size": "{{{{ UserAttribute['size']|default('md') }}}}" }}"#,
            pick(
                random,
                &[
                    "#{{ UserAttribute['color'] }}",
                    "#00ff00",
                    "{{ UserAttribute['color']|default('#00ff00') }}"
                ]
            )
        ),
        4 => format!(r#"{{ "type": "button", "action": {} }}"#, action(random)),
        _ => format!(r#"{{ "type": "text", "text": "{}" }}"#, text(random)),
    }
}

fn flag(random: &mut Random) -> String {
    pick(
        random,
        &[
            "true",
            "false",
            "{{ UserAttribute['vip']|tojson }}",
            "{{ true if UserAttribute['vip'] else false }}",
            "{{ UserAttribute['vip'] }}",
            "{{ UserAttribute['points'] > 500 }}",
        ],
    )
}

fn number(random: &mut Random) -> String {
    pick(
        random,
        &[
            "1",
            "{{ UserAttribute['flex'] }}",
            "{{ UserAttribute['flex']|default(1) }}",
            "{{ UserAttribute['points'] }}",
            "{{ UserAttribute['tags']|length }}",
            "1{{ UserAttribute['flex'] }}",
            "{{ UserAttribute['flex']|int }}",
            "{{ UserAttribute['flex'] }}0",
        ],
    )
}

/// Text for the inside of a string.
fn text(random: &mut Random) -> String {
    let count = 1 + random.below(3);
    (0..count).map(|_| piece(random)).collect::<Vec<_>>().concat()
}

fn piece(random: &mut Random) -> String {
    match random.below(8) {
        0..=1 => pick(random, &["Hello, ", "円 ", "\\n", "\\\"q\\\" ", "", "%", " $ ", "{a}", "MOE_NOT_", "MOE", "D", "_", "MOE\\u005f"]),
        2 => {
            let (first, second, value) = (test(random), test(random), expression(random));
            format!("{{% if {first} %}}yes{{% elif {second} %}}{{{{ {value} }}}}{{% endif %}}")
        }
        3 => "{% for t in UserAttribute['tags'] %}{{ loop.index }}{{ t }}{{ ', ' if not loop.last }}{% endfor %}"
            .to_owned(),
        _ => format!("{{{{ {} }}}}", expression(random)),
    }
}

fn value(random: &mut Random) -> String {
    const USUAL: &[&str] = &[
        "UserAttribute['name']",
        "UserAttribute['name']",
        "UserAttribute.plan",
        "UserAttribute['city']",
        "UserAttribute['points']",
        "'fixed'",
    ];
    const RARE: &[&str] = &[
        "UserAttribute['vip']",
        "UserAttribute['address']['city']",
        "UserAttribute['address'].city",
        "UserAttribute['tags'][0]",
        "UserAttribute['tags'][-1]",
        "EventAttribute['amount']",
        "ProductSet[0].title",
        "ProductSet|length",
        "item.title",
        "item['sku']",
        "greeting",
        "first.title",
        "7",
        "none",
        "loop.index",
        "shout(UserAttribute['name'])",
        "ContentBlock['footer']",
        "ContentBlock.word",
        "(UserAttribute['plan']|getAuxData('plans')).label",
        "(UserAttribute['plan']|getAuxData('plans'))['price']",
        "ContentApi.weather().sky",
        "ContentApi.weather({'city': UserAttribute['city']}).note",
    ];
    let list = if random.one_in(6) { RARE } else { USUAL };
    pick(random, list)
}

fn expression(random: &mut Random) -> String {
    let value = value(random);
    match random.below(26) {
        0 => format!("{value}|default('friend')"),
        1 => format!("{value}|default('friend', true)|title"),
        2 => format!("{value}|upper"),
        3 => format!("{value}|lower|capitalize"),
        4 => format!(
            "{value}|truncate({})",
            pick(random, &["20", "5, true", "20, true, ''", "8, false, '…', 0", "length=9"])
        ),
        5 => format!("{value}|string|trim"),
        6 => format!("{value}|urlencode"),
        7 => format!("{value}|replace('a', 'b')"),
        8 => format!("{value} ~ '!'"),
        9 => format!("'<' ~ {value} ~ '>' ~ {value}"),
        10 => format!("'Dear ' + {value}"),
        11 => format!("{value} or 'nobody'"),
        12 => format!("({value} if {} else 'other')|title", test(random)),
        13 => format!("{value}|length"),
        14 => format!("{value}|int + 1"),
        15 => "UserAttribute['tags']|join(', ')".to_owned(),
        16 => format!("{value}[:3]"),
        17 => format!("'{{:,}}'.format({value}|int)"),
        18 => format!("{value}.split(' ')[0]"),
        19 => format!("{value}|default(UserAttribute['city'])"),
        20 => format!("{value}|default('MOE_NOT_SEND')"),
        _ => value,
    }
}

fn test(random: &mut Random) -> String {
    let value = value(random);
    match random.below(12) {
        0 => format!("{value} == 'gold'"),
        1 => format!("{value} != {}", self::value(random)),
        2 => format!("{value} > 500"),
        3 => format!("{value} <= {}", self::value(random)),
        4 => format!("{value} in ['gold', 'silver', 7]"),
        5 => format!("'a' in {value}"),
        6 => format!(
            "{value} is {}",
            pick(random, &["defined", "none", "string", "number", "not defined", "mapping", "true", "odd"])
        ),
        7 => format!("not {value}"),
        8 => format!("{value} and {}", self::value(random)),
        9 => format!("{value}|length > 2"),
        _ => value,
    }
}
