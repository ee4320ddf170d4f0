//! What the account supplies: the same for all users.

use super::Surveyor;
use super::need::Demand;
use crate::analysis::path::{Path, PathStep};
use crate::diagnostic::Code;
use crate::render::Account;

impl Surveyor<'_, '_> {
    /// What the account itself gets wrong: blocks and answers that it does not have, blocks that never end. It is the
    /// same for all users, so that none of it is asked of them.
    pub(super) fn account(&mut self) {
        let account = &self.options.account;
        let of_user =
            |demand: &Demand| !demand.need.paths().into_iter().any(|path| is_of_account(account, path));
        self.out.demands.retain(of_user);
        self.out.shares.retain(of_user);
        let roots = self.facts.attributes.roots();
        if !roots.into_iter().any(|root| account.holds(self.facts.attributes.root_name(root))) {
            return;
        }
        for (number, world) in self.worlds.clone().iter().enumerate() {
            let mut profile = self.profile(world);
            if let Some(roots) = profile.as_object_mut() {
                roots.retain(|root, _| !account.holds(root));
            }
            let run = self.run_with(&profile, Vec::new());
            let fault = run.and_then(|run| run.study.fault);
            let of_account =
                fault.filter(|fault| matches!(fault.code, Code::RenderOption | Code::LimitDepth));
            if let Some(fault) = of_account {
                self.out.run = number;
                self.out.find(fault);
            }
        }
    }

    pub(super) fn is_of_account(&self, path: &Path) -> bool {
        is_of_account(&self.options.account, path)
    }
}

/// Whether the account supplies a value, so that it is the same for all users.
fn is_of_account(account: &Account, path: &Path) -> bool {
    matches!(path.0.first(), Some(PathStep::Key(root)) if account.holds(root))
}
