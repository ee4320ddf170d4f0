//! Whether a template asks for time zones by name.

use super::visit;
use crate::render::{Options, knows_zone};
use crate::template::program::{Argument, Constant, Expr, FilterCall, Stmt};

/// Whether a zone is or may be asked for that only a database of zones knows.
pub(crate) fn are_asked_for(body: &[Stmt], options: &Options) -> bool {
    let mut asked = false;
    let mut look = |call: &FilterCall| asked |= asks(call, options);
    visit::statements(body, &mut |statement| visit::block_filters(statement).iter().for_each(&mut look));
    visit::expressions(body, &mut |expr| {
        if let Expr::Filter { call, .. } = expr {
            look(call);
        }
    });
    asked
}

fn asks(call: &FilterCall, options: &Options) -> bool {
    let (place, otherwise) = match &*call.name {
        "today" => (0, options.time_zone.as_deref()),
        "dateTimeFormatter" => (1, None),
        _ => return false,
    };
    let mut positional = 0;
    for argument in &call.arguments {
        let zone = match argument {
            Argument::Positional(expr) => {
                positional += 1;
                (positional == place + 1).then_some(expr)
            }
            Argument::Named(name, expr) => (**name == *"timeZone").then_some(expr),
            Argument::Spread(_) | Argument::SpreadNamed(_) => return true,
        };
        match zone {
            Some(Expr::Constant(Constant::Text(name), _)) => return !knows_zone(name),
            Some(Expr::Constant(Constant::None, _)) | None => {}
            Some(_) => return true,
        }
    }
    otherwise.is_some_and(|name| !knows_zone(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Template;

    #[test]
    fn zones_with_an_offset_of_their_own_are_not_asked_for() {
        let mut options = Options { kind: None, ..Options::default() };
        let asked = |placeholder: &str, options: &Options| {
            let template = Template::compile(&format!("[\"{placeholder}\"]"), options.clone()).unwrap();
            template.asks_for_zones()
        };
        for (placeholder, expected) in [
            ("{{ '%d'|today }}", false),
            ("{{ '%d'|today('Asia/Tokyo') }}", false),
            ("{{ '%d'|today('+05:45') }}", false),
            ("{{ '%d'|today('Europe/Berlin') }}", true),
            ("{{ '%d'|today(timeZone='Europe/Berlin')|upper }}", true),
            ("{{ '%d'|today(UserAttribute['zone']) }}", true),
            ("{{ x|dateTimeFormatter('%d') }}", false),
            ("{{ x|dateTimeFormatter('Europe/Berlin') }}", false),
            ("{{ x|dateTimeFormatter('%d', 'Europe/Berlin') }}", true),
            ("{% if y %}{% filter today('Europe/Berlin') %}%d{% endfilter %}{% endif %}", true),
            ("{{ x|replace('today', 'Europe/Berlin') }}", false),
        ] {
            assert_eq!(asked(placeholder, &options), expected, "{placeholder}");
        }
        options.time_zone = Some("Europe/Berlin".to_owned());
        assert!(asked("{{ '%d'|today }}", &options));
        assert!(!asked("{{ '%d'|today('UTC') }}", &options));
    }
}
