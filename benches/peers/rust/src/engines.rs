//! Each template engine as its documentation shows it: compiled once, profiles as values of its own.

use handlebars::{Handlebars, handlebars_helper, no_escape};
use minijinja::Environment;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use tera::Tera;

/// Renders the message of the user with this number.
pub type Render = Box<dyn Fn(usize) -> String>;

/// An engine that is ready to render a template, or nothing if there is no engine of this name.
pub fn prepare(engine: &str, template: String, profiles: &[Value]) -> Option<Render> {
    match engine {
        "minijinja" => Some(minijinja(template, profiles)),
        "tera" => Some(tera(&template, profiles)),
        "handlebars" => Some(handlebars(&template, profiles)),
        _ => None,
    }
}

fn minijinja(template: String, profiles: &[Value]) -> Render {
    let mut environment = Environment::new();
    environment.add_filter("truncate", minijinja_contrib::filters::truncate);
    environment.add_template_owned("body", template).expect("the template compiles");
    let users: Vec<_> =
        profiles.iter().map(|profile| minijinja::Value::from(minijinja::value::Serde(profile))).collect();
    Box::new(move |user| {
        let template = environment.get_template("body").expect("it was added");
        template.render(&users[user]).expect("the template renders")
    })
}

fn tera(template: &str, profiles: &[Value]) -> Render {
    let mut tera = Tera::default();
    tera.register_filter("urlencode", tera_contrib::urlencode::urlencode);
    tera.add_raw_template("body", template).expect("the template compiles");
    let users: Vec<_> = profiles
        .iter()
        .map(|profile| tera::Context::from_serialize(profile).expect("a profile is an object"))
        .collect();
    Box::new(move |user| tera.render("body", &users[user]).expect("the template renders"))
}

handlebars_helper!(upper: |text: str| text.to_uppercase());
handlebars_helper!(title_case: |text: str| titled(text));
handlebars_helper!(truncate: |text: str, length: usize| text.chars().take(length).collect::<String>());
handlebars_helper!(urlencode: |text: str| utf8_percent_encode(text, &UNRESERVED).to_string());

const UNRESERVED: percent_encoding::AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

fn titled(text: &str) -> String {
    let mut inside = false;
    let mut titled = String::with_capacity(text.len());
    for character in text.chars() {
        match inside {
            true => titled.extend(character.to_lowercase()),
            false => titled.extend(character.to_uppercase()),
        }
        inside = !character.is_whitespace();
    }
    titled
}

fn handlebars(template: &str, profiles: &[Value]) -> Render {
    let mut registry = Handlebars::new();
    registry.register_escape_fn(no_escape);
    registry.register_helper("upper", Box::new(upper));
    registry.register_helper("title_case", Box::new(title_case));
    registry.register_helper("truncate", Box::new(truncate));
    registry.register_helper("urlencode", Box::new(urlencode));
    registry.register_template_string("body", template).expect("the template compiles");
    let users: Vec<_> = profiles
        .iter()
        .map(|profile| handlebars::Context::wraps(profile).expect("a profile is JSON"))
        .collect();
    Box::new(move |user| registry.render_with_context("body", &users[user]).expect("the template renders"))
}
