//! A formula as people read it, taken back to the equation language: side by side is a product,
//! of matrices where both are.

use gradus::engine::{Program, Scope, Style};

/// Reads formulas over the names of a program.
pub struct Reader<'p> {
    program: &'p mut Program,
    /// What names print as, and the names; the longest first.
    names: Vec<(String, String)>,
    rest: &'p str,
}

type Read = Result<String, String>;

const ONES: &str = "1⃗";

impl<'p> Reader<'p> {
    /// A reader of one formula.
    pub fn new(program: &'p mut Program, formula: &'p str) -> Self {
        let printed = |name: &str| (Program::print_name(name, Style::Unicode), name.to_owned());
        let mut names: Vec<_> = program.names().map(printed).collect();
        names.sort_by_key(|(printed, _)| std::cmp::Reverse(printed.len()));
        Self { program, names, rest: formula }
    }

    /// The formula in the equation language; the error says where it cannot be read.
    pub fn equation(mut self) -> Read {
        let read = self.comparison()?;
        if self.rest.trim().is_empty() { Ok(read) } else { Err(self.rest.to_owned()) }
    }

    fn eat(&mut self, sign: &str) -> bool {
        let rest = self.rest.trim_start();
        let found = rest.starts_with(sign);
        if found {
            self.rest = &rest[sign.len()..];
        }
        found
    }

    fn comparison(&mut self) -> Read {
        let left = self.sum()?;
        for (sign, written) in
            [("<", "<"), ("≤", "<="), (">", ">"), ("≥", ">="), ("=", "=="), ("≠", "!=")]
        {
            if self.eat(sign) {
                return Ok(format!("({left} {written} {})", self.sum()?));
            }
        }
        Ok(left)
    }

    fn sum(&mut self) -> Read {
        let first =
            if self.eat("−") { format!("(-{})", self.hadamard()?) } else { self.hadamard()? };
        let mut read = first;
        loop {
            let sign = if self.eat("+") {
                "+"
            } else if self.eat("−") {
                "-"
            } else {
                return Ok(read);
            };
            read = format!("({read} {sign} {})", self.hadamard()?);
        }
    }

    fn hadamard(&mut self) -> Read {
        let mut read = self.beside()?;
        loop {
            let sign = if self.eat("⊙") || self.eat("·") {
                "*"
            } else if self.eat("/") {
                "/"
            } else {
                return Ok(read);
            };
            read = format!("({read} {sign} {})", self.beside()?);
        }
    }

    /// Factors side by side. Ones before a factor sum its columns, ones behind it its rows.
    fn beside(&mut self) -> Read {
        let mut factors = vec![self.power()?];
        while self.begins_an_atom() {
            factors.push(self.power()?);
        }
        self.folded(&factors)
    }

    fn folded(&mut self, factors: &[String]) -> Read {
        let across = format!("{ONES}ᵀ");
        if let Some(at) = factors.iter().position(|factor| *factor == across) {
            let behind = self.folded(&factors[at + 1..])?;
            let mut all = factors[..at].to_vec();
            all.push(format!("sum({behind}, axis = 0)"));
            return self.folded(&all);
        }
        let (first, behind) = factors.split_first().ok_or("there is no factor")?;
        let mut read = first.clone();
        for factor in behind {
            read = if factor == ONES {
                format!("sum({read}, axis = 1)")
            } else if self.is_single(&read)? || self.is_single(factor)? {
                format!("({read} * {factor})")
            } else {
                format!("({read} @ {factor})")
            };
        }
        Ok(read)
    }

    fn is_single(&mut self, text: &str) -> Result<bool, String> {
        let node = self.program.expression(text, Scope::ALL);
        let node = node.map_err(|faults| format!("{text}: {}", faults[0].message))?;
        Ok(self.program.shape(node).size() == 1)
    }

    fn begins_an_atom(&self) -> bool {
        let rest = self.rest.trim_start();
        rest.starts_with(|c: char| c.is_alphanumeric() || "([∂σ√".contains(c))
            || (rest.starts_with('‖') && self.rest.starts_with(' '))
            || (rest.starts_with('|') && self.rest.starts_with(' '))
    }

    fn power(&mut self) -> Read {
        let mut read = self.atom()?;
        loop {
            // What is raised or transposed stands right before it.
            if self.rest.starts_with(char::is_whitespace) {
                return Ok(read);
            }
            if self.eat("ᵀ") {
                read = if read == ONES { format!("{ONES}ᵀ") } else { format!("({read}).T") };
            } else if self.eat("²") {
                read = format!("({read})^2");
            } else if self.eat("³") {
                read = format!("({read})^3");
            } else if self.eat("^(") {
                let exponent = self.sum()?;
                self.expect(")")?;
                read = format!("({read})^({exponent})");
            } else if self.eat("^") {
                read = format!("({read})^({})", self.atom()?);
            } else if self.rest.starts_with('[') {
                let inside = self.bracketed("[", "]")?;
                let place = |at: usize| inside[at].parse::<usize>().map(|number| number - 1);
                let (row, col) =
                    (place(0).map_err(|e| e.to_string())?, place(1).map_err(|e| e.to_string())?);
                read = format!("({read})[{row}, {col}]");
            } else {
                return Ok(read);
            }
        }
    }

    fn expect(&mut self, sign: &str) -> Result<(), String> {
        if self.eat(sign) { Ok(()) } else { Err(format!("`{sign}` is missing at `{}`", self.rest)) }
    }

    /// Parts between brackets, with commas between them.
    fn bracketed(&mut self, open: &str, close: &str) -> Result<Vec<String>, String> {
        self.expect(open)?;
        let mut parts = Vec::new();
        while !self.eat(close) {
            if self.eat("axis = ") {
                parts.push(format!("axis = {}", self.atom()?));
            } else {
                parts.push(self.comparison()?);
            }
            self.eat(",");
        }
        Ok(parts)
    }

    fn atom(&mut self) -> Read {
        if self.eat(ONES) {
            return Ok(ONES.to_owned());
        }
        if self.eat("(") {
            let inner = self.comparison()?;
            self.expect(")")?;
            return Ok(format!("({inner})"));
        }
        for (sign, function) in [("‖", "norm"), ("|", "abs")] {
            if self.eat(sign) {
                let inner = self.sum()?;
                self.expect(sign)?;
                return Ok(format!("{function}({inner})"));
            }
        }
        if self.rest.trim_start().starts_with("[[") {
            self.eat("[");
            let mut rows = Vec::new();
            while !self.eat("]") {
                rows.push(format!("[{}]", self.bracketed("[", "]")?.join(", ")));
                self.eat(",");
            }
            return Ok(format!("[{}]", rows.join(", ")));
        }
        let rest = self.rest.trim_start();
        let word = rest.chars().take_while(|c| c.is_alphanumeric() || "_√".contains(*c));
        let word: String = word.collect();
        if rest[word.len()..].starts_with('(') && !word.starts_with(|c: char| c.is_ascii_digit()) {
            let is_name = self.names.iter().any(|(printed, _)| *printed == word);
            if !is_name {
                self.rest = &rest[word.len()..];
                let function = match &*word {
                    "σ" => "sigmoid",
                    "√" => "sqrt",
                    other => other,
                };
                return Ok(format!("{function}({})", self.bracketed("(", ")")?.join(", ")));
            }
        }
        if let Some((printed, name)) = self.names.iter().find(|(name, _)| rest.starts_with(&**name))
        {
            self.rest = &rest[printed.len()..];
            return Ok(name.clone());
        }
        let mut length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        if let Some(exponent) = rest[length..].strip_prefix('e') {
            let sign = usize::from(exponent.starts_with('-'));
            let digits = exponent[sign..].find(|c: char| !c.is_ascii_digit());
            length += 1 + sign + digits.unwrap_or(exponent.len() - sign);
        }
        if length == 0 {
            return Err(format!("`{rest}` begins nothing"));
        }
        self.rest = &rest[length..];
        Ok(rest[..length].to_owned())
    }
}
