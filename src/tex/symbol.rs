//! The commands of TeX that are known.

/// A command that stands for a sign, a name or a space.
#[derive(Debug, PartialEq, Eq)]
pub struct Symbol {
    /// The command, without its stroke.
    pub name: &'static str,
    /// How it is shown on a line of text, with the space that it keeps.
    pub shown: &'static str,
}

impl Symbol {
    /// Whether it is a name that is written out, such as `log`.
    pub fn is_word(&self) -> bool {
        self.shown == self.name && self.name.len() > 1
    }

    /// Whether it is a space.
    pub fn is_space(&self) -> bool {
        self.shown.trim().is_empty()
    }

    /// The one sign that it stands for.
    pub fn sign(&self) -> Option<char> {
        let mut signs = self.shown.trim().chars();
        signs.next().filter(|_| signs.next().is_none())
    }
}

/// The symbol of a command.
pub fn symbol(name: &str) -> Option<&'static Symbol> {
    SYMBOLS.iter().find(|known| known.name == name)
}

/// The command for a sign.
pub fn named(sign: char) -> Option<&'static Symbol> {
    let plain = |known: &&Symbol| known.sign() == Some(sign) && known.name.len() > 1;
    SYMBOLS.iter().find(plain)
}

/// Another face of letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// Upright, as words are.
    Upright,
    /// The name of a function.
    Operator,
    /// Bold.
    Bold,
    /// Italic.
    Italic,
    /// Calligraphic.
    Calligraphic,
    /// With double strokes.
    Blackboard,
}

impl Face {
    /// The face that a command sets.
    pub fn of(command: &str) -> Option<Self> {
        Some(match command {
            "mathrm" => Self::Upright,
            "operatorname" => Self::Operator,
            "mathbf" | "boldsymbol" => Self::Bold,
            "mathit" => Self::Italic,
            "mathcal" => Self::Calligraphic,
            "mathbb" => Self::Blackboard,
            _ => return None,
        })
    }
}

/// A mark over a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accent {
    /// x̂
    Hat,
    /// x̄
    Bar,
    /// x̃
    Tilde,
    /// ẋ
    Dot,
    /// x⃗
    Arrow,
}

impl Accent {
    /// The mark that a command sets.
    pub fn of(command: &str) -> Option<Self> {
        Some(match command {
            "hat" | "widehat" => Self::Hat,
            "bar" | "overline" => Self::Bar,
            "tilde" | "widetilde" => Self::Tilde,
            "dot" => Self::Dot,
            "vec" => Self::Arrow,
            _ => return None,
        })
    }

    /// The mark that a combining character sets.
    pub fn combining(character: char) -> Option<Self> {
        const ALL: [Accent; 5] =
            [Accent::Hat, Accent::Bar, Accent::Tilde, Accent::Dot, Accent::Arrow];
        ALL.into_iter().find(|accent| accent.character() == character)
    }

    /// The combining character.
    pub fn character(self) -> char {
        match self {
            Self::Hat => '\u{302}',
            Self::Bar => '\u{304}',
            Self::Tilde => '\u{303}',
            Self::Dot => '\u{307}',
            Self::Arrow => '\u{20d7}',
        }
    }
}

/// A table in mathematics, and the signs around it.
#[derive(Debug, PartialEq, Eq)]
pub struct Environment {
    /// Its name in TeX.
    pub name: &'static str,
    /// The sign before it.
    pub open: Option<char>,
    /// The sign behind it.
    pub close: Option<char>,
}

impl Environment {
    /// The environment of a name.
    pub fn of(name: &str) -> Option<&'static Self> {
        ENVIRONMENTS.iter().find(|known| known.name == name)
    }
}

const fn environment(name: &'static str, open: Option<char>, close: Option<char>) -> Environment {
    Environment { name, open, close }
}

static ENVIRONMENTS: [Environment; 7] = [
    environment("bmatrix", Some('['), Some(']')),
    environment("pmatrix", Some('('), Some(')')),
    environment("vmatrix", Some('|'), Some('|')),
    environment("Vmatrix", Some('‖'), Some('‖')),
    environment("matrix", None, None),
    environment("cases", Some('{'), None),
    environment("aligned", None, None),
];

const fn symbol_of(name: &'static str, shown: &'static str) -> Symbol {
    Symbol { name, shown }
}

static SYMBOLS: [Symbol; 103] = [
    symbol_of("alpha", "α"),
    symbol_of("beta", "β"),
    symbol_of("gamma", "γ"),
    symbol_of("delta", "δ"),
    symbol_of("epsilon", "ε"),
    symbol_of("varepsilon", "ε"),
    symbol_of("zeta", "ζ"),
    symbol_of("eta", "η"),
    symbol_of("theta", "θ"),
    symbol_of("kappa", "κ"),
    symbol_of("lambda", "λ"),
    symbol_of("mu", "μ"),
    symbol_of("nu", "ν"),
    symbol_of("xi", "ξ"),
    symbol_of("pi", "π"),
    symbol_of("rho", "ρ"),
    symbol_of("sigma", "σ"),
    symbol_of("tau", "τ"),
    symbol_of("phi", "φ"),
    symbol_of("varphi", "φ"),
    symbol_of("chi", "χ"),
    symbol_of("psi", "ψ"),
    symbol_of("omega", "ω"),
    symbol_of("Gamma", "Γ"),
    symbol_of("Delta", "Δ"),
    symbol_of("Theta", "Θ"),
    symbol_of("Lambda", "Λ"),
    symbol_of("Sigma", "Σ"),
    symbol_of("Phi", "Φ"),
    symbol_of("Psi", "Ψ"),
    symbol_of("Omega", "Ω"),
    symbol_of("partial", "∂"),
    symbol_of("nabla", "∇"),
    symbol_of("infty", "∞"),
    symbol_of("ell", "ℓ"),
    symbol_of("cdot", " · "),
    symbol_of("times", " × "),
    symbol_of("odot", " ⊙ "),
    symbol_of("circ", "∘"),
    symbol_of("div", "÷"),
    symbol_of("pm", "±"),
    symbol_of("sum", "∑"),
    symbol_of("prod", "∏"),
    symbol_of("int", "∫"),
    symbol_of("le", " ≤ "),
    symbol_of("leq", " ≤ "),
    symbol_of("ge", " ≥ "),
    symbol_of("geq", " ≥ "),
    symbol_of("ne", " ≠ "),
    symbol_of("neq", " ≠ "),
    symbol_of("approx", " ≈ "),
    symbol_of("sim", " ∼ "),
    symbol_of("equiv", " ≡ "),
    symbol_of("ll", " ≪ "),
    symbol_of("gg", " ≫ "),
    symbol_of("to", " → "),
    symbol_of("rightarrow", " → "),
    symbol_of("mapsto", " ↦ "),
    symbol_of("leftarrow", " ← "),
    symbol_of("gets", " ← "),
    symbol_of("Rightarrow", " ⇒ "),
    symbol_of("in", " ∈ "),
    symbol_of("forall", "∀"),
    symbol_of("exists", "∃"),
    symbol_of("ldots", "…"),
    symbol_of("dots", "…"),
    symbol_of("cdots", "⋯"),
    symbol_of("top", "⊤"),
    symbol_of("intercal", "⊤"),
    symbol_of("prime", "′"),
    symbol_of("lVert", "‖"),
    symbol_of("rVert", "‖"),
    symbol_of("Vert", "‖"),
    symbol_of("lvert", "|"),
    symbol_of("rvert", "|"),
    symbol_of("mid", " | "),
    symbol_of("langle", "⟨"),
    symbol_of("rangle", "⟩"),
    symbol_of("exp", "exp"),
    symbol_of("log", "log"),
    symbol_of("ln", "ln"),
    symbol_of("sin", "sin"),
    symbol_of("cos", "cos"),
    symbol_of("tan", "tan"),
    symbol_of("tanh", "tanh"),
    symbol_of("max", "max"),
    symbol_of("min", "min"),
    symbol_of("quad", "  "),
    symbol_of("qquad", "  "),
    symbol_of("|", "‖"),
    symbol_of(",", " "),
    symbol_of(";", " "),
    symbol_of(":", " "),
    symbol_of("!", ""),
    symbol_of(" ", " "),
    symbol_of("_", "_"),
    symbol_of("#", "#"),
    symbol_of("$", "$"),
    symbol_of("%", "%"),
    symbol_of("&", "&"),
    symbol_of("{", "{"),
    symbol_of("}", "}"),
    symbol_of("\\", "  "),
];
