//! Which instruction set the kernels run on.

use std::{env, fmt, sync::OnceLock};

/// The environment variable that pins the instruction set.
const VARIABLE: &str = "QUANTIZABLE_ISA";

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Level {
    Scalar,
    Avx2,
    AvxVnni,
    Avx512Vnni,
    Amx,
}

impl Level {
    const ALL: [Level; 5] =
        [Level::Scalar, Level::Avx2, Level::AvxVnni, Level::Avx512Vnni, Level::Amx];

    fn name(self) -> &'static str {
        match self {
            Level::Scalar => "scalar",
            Level::Avx2 => "avx2",
            Level::AvxVnni => "avxvnni",
            Level::Avx512Vnni => "avx512vnni",
            Level::Amx => "amx",
        }
    }

    #[cfg(target_arch = "x86_64")]
    fn is_supported(self) -> bool {
        use std::arch::is_x86_feature_detected as has;
        let avx512 = has!("avx512f")
            && has!("avx512bw")
            && has!("avx512dq")
            && has!("avx512vl")
            && has!("avx512vnni");
        match self {
            Level::Scalar => true,
            Level::Avx2 => has!("avx2"),
            Level::AvxVnni => has!("avx2") && has!("avxvnni"),
            Level::Avx512Vnni => avx512,
            Level::Amx => avx512 && super::x86_64::has_amx(),
        }
    }

    #[cfg(not(target_arch = "x86_64"))]
    fn is_supported(self) -> bool {
        self == Level::Scalar
    }
}

/// An instruction set that this machine was found to have: holding one is the proof that its
/// kernels may run.
///
/// ```
/// use quantizable::kernel::Isa;
/// assert_eq!(Isa::available()[0].name(), "scalar");
/// println!("best: {}", Isa::detect());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Isa(Level);

impl Isa {
    /// The portable code that every other path agrees with, bit for bit.
    pub const SCALAR: Isa = Isa(Level::Scalar);

    /// Every instruction set of this machine, slowest first.
    pub fn available() -> &'static [Isa] {
        static AVAILABLE: OnceLock<Vec<Isa>> = OnceLock::new();
        AVAILABLE
            .get_or_init(|| Level::ALL.into_iter().filter(|l| l.is_supported()).map(Isa).collect())
    }

    /// The fastest one of this machine.
    pub fn detect() -> Isa {
        *Isa::available().last().expect("scalar is always there")
    }

    /// The one of this name, if this machine has it.
    pub fn by_name(name: &str) -> Result<Isa, IsaError> {
        let found = Isa::available().iter().find(|isa| isa.name() == name);
        found.copied().ok_or_else(|| IsaError { name: name.to_owned() })
    }

    /// The one that `QUANTIZABLE_ISA` names, or the fastest if that is not set.
    pub fn from_env() -> Result<Isa, IsaError> {
        match env::var_os(VARIABLE) {
            None => Ok(Isa::detect()),
            Some(name) if name.is_empty() => Ok(Isa::detect()),
            Some(name) => Isa::by_name(&name.to_string_lossy()),
        }
    }

    /// As `QUANTIZABLE_ISA` spells it.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// u8×i8 multiply-adds a second of its multiply-add instruction alone, measured for some
    /// milliseconds on one core: the ceiling of its kernels. `None` for scalar code.
    pub fn measure_peak(self) -> Option<f64> {
        #[cfg(target_arch = "x86_64")]
        return super::x86_64::multiply_adds_per_second(self);
        #[cfg(not(target_arch = "x86_64"))]
        None
    }

    pub(crate) fn level(self) -> Level {
        self.0
    }
}

impl fmt::Display for Isa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An instruction set was asked for that does not exist or that this machine lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IsaError {
    name: String,
}

impl fmt::Display for IsaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = Level::ALL.iter().any(|l| l.name() == self.name);
        let why = if known { "this machine does not have" } else { "there is no" };
        write!(f, "{VARIABLE}: {why} instruction set `{}`; supported here:", self.name)?;
        for isa in Isa::available() {
            write!(f, " {isa}")?;
        }
        Ok(())
    }
}

impl std::error::Error for IsaError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_lists_the_supported_ones() {
        let message = Isa::by_name("sse9").unwrap_err().to_string();
        assert!(message.contains("there is no instruction set `sse9`"), "{message}");
        assert!(message.contains("supported here: scalar"), "{message}");
    }
}
