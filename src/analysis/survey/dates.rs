//! What filters on dates ask of the attributes that they are applied to.

use super::Surveyor;
use super::need::{Demand, Need, Place};
use crate::analysis::condition::{Condition, Test};
use crate::analysis::exact::{self, keeps_falsy};
use crate::analysis::path::Path;
use crate::analysis::visit;
use crate::render::filters::DateText;
use crate::template::program::{Argument, Expr};

impl Surveyor<'_, '_> {
    /// Demands that what a date filter is applied to is a date, where that is the value of one attribute.
    pub(super) fn dates(&mut self) {
        let mut demands = Vec::new();
        visit::expressions(&self.facts.program.body, &mut |expr| {
            let Expr::Filter { base, call } = expr else { return };
            let Some(form) = DateText::taken_by(&call.name) else { return };
            let argument = call.arguments.first().filter(|_| &*call.name == "days");
            let argument = argument.and_then(|argument| match argument {
                Argument::Positional(date) | Argument::Named(_, date) => Some(date),
                Argument::Spread(_) | Argument::SpreadNamed(_) => None,
            });
            let dates = [Some(&**base), argument].into_iter().flatten();
            demands.extend(dates.filter_map(|date| self.date(date, form)));
        });
        for demand in demands {
            self.out.demand(demand);
        }
    }

    fn date(&self, expr: &Expr, form: DateText) -> Option<Demand> {
        let path = Path::of(&self.facts.attributes, exact::subject(self.facts, expr)?);
        let mut when = self.conditions.at(expr.span());
        if !keeps_falsy(expr) {
            // What is empty has a fallback. Of items, no profile can be asked that.
            if path.goes_through_list() {
                return None;
            }
            when.all.push(Condition::Is(path.clone(), Test::True));
        }
        let place = Place {
            span: expr.span(),
            pointer: String::new(),
            property: None,
            name: String::new(),
            rule: None,
            source: None,
        };
        Some(Demand { need: Need::Date(path, form), when, place })
    }
}
