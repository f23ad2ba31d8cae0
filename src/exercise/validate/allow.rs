//! `[[allow]]`: lints that an author knows of and has a reason to leave.

use super::fields::Fields;
use super::question::filled;
use crate::diagnostic::Diagnostic;
use crate::exercise::Allow;
use crate::exercise::lint::LINTS;
use crate::nearest::nearest;

/// The lints that an exercise allows.
pub fn read(fields: &Fields<'_>, faults: &mut Vec<Diagnostic>) -> Vec<Allow> {
    let mut allows = Vec::new();
    for table in fields.tables("allow", faults) {
        let fields = Fields::new(table, "an allowance", &["lint", "reason"], faults);
        fields.required("lint", faults);
        fields.required("reason", faults);
        let reason = filled(&fields, "reason", faults);
        let Some(lint) = fields.text("lint", faults) else { continue };
        if !LINTS.contains(&lint.value.as_str()) {
            let message = format!("there is no lint `{}`", lint.value);
            let help = nearest(&lint.value, LINTS.iter().copied()).map_or_else(
                || format!("the lints are {}", LINTS.map(|code| format!("`{code}`")).join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            faults.push(Diagnostic::error("unknown-lint", message).at(lint.span, "").help(help));
            continue;
        }
        allows.extend(reason.map(|reason| Allow {
            lint: lint.value,
            reason: reason.value,
            span: lint.span,
        }));
    }
    allows
}
