//! What calculations ask of the numbers that go into them.

use super::Surveyor;
use super::need::{Demand, Need, Place, Types};
use crate::analysis::calculation::{Calculation, Operand};
use crate::analysis::condition::{Condition, Test};
use crate::analysis::exact::keeps_falsy;
use crate::analysis::path::Path;
use crate::analysis::visit;

impl Surveyor<'_, '_> {
    /// Demands that no number in a calculation is large.
    pub(super) fn calculations(&mut self) {
        let mut demands = Vec::new();
        visit::expressions(&self.facts.program.body, &mut |expr| {
            let operands = Calculation::of(self.facts, expr).map(|calculation| calculation.operands);
            demands.extend(operands.into_iter().flatten().flat_map(|operand| self.operand(operand)));
        });
        for demand in demands {
            self.out.demand(demand);
        }
    }

    fn operand(&self, operand: Operand<'_>) -> Vec<Demand> {
        let span = operand.expr.span();
        let place = Place {
            span,
            pointer: String::new(),
            property: None,
            name: String::new(),
            rule: None,
            source: None,
        };
        let flow = self.facts.flow(operand.expr);
        let demands = flow.is.iter().flat_map(|id| {
            let path = Path::of(&self.facts.attributes, *id);
            let mut when = self.conditions.at(span);
            if !keeps_falsy(operand.expr) && !path.goes_through_list() {
                // What is empty has a fallback.
                when.all.push(Condition::Is(path.clone(), Test::True));
            }
            let types = (!operand.is_converted).then(|| Need::Types(path.clone(), Types::SCALAR));
            let needs = [Some(Need::FewDigits(path)), types].into_iter().flatten();
            needs.map(|need| Demand { need, when: when.clone(), place: place.clone() }).collect::<Vec<_>>()
        });
        demands.collect()
    }
}
