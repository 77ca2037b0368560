//! Tiles of the matrix product in AMX registers.
//!
//! The intrinsics are not stable yet, so the instructions are written as assembly. Each product
//! is one block from load to store: no tile lives across code that the compiler knows about.

use std::{
    arch::{
        asm,
        x86_64::{__cpuid, __cpuid_count},
    },
    marker::PhantomData,
};

use super::store::Accumulators;

/// Rows of a tile, and bytes of k in one step.
pub(super) const ROWS: usize = 16;
pub(super) const STEP: usize = 64;

/// Whether CPU and operating system allow the tile instructions; asks the latter for them.
pub(in crate::kernel) fn is_supported() -> bool {
    const TILE_AND_INT8: u32 = 1 << 24 | 1 << 25;
    const TILE_STATE: u64 = 1 << 17 | 1 << 18;
    // SAFETY: every x86-64 CPU has CPUID. (Later compilers know that.)
    #[allow(unused_unsafe)]
    let has_amx =
        unsafe { __cpuid(0).eax >= 7 && __cpuid_count(7, 0).edx & TILE_AND_INT8 == TILE_AND_INT8 };
    if !has_amx {
        return false;
    }
    let (low, high): (u32, u32);
    // SAFETY: a CPU with AMX has XGETBV, enabled by any system that saves vector state.
    unsafe {
        asm!("xgetbv", in("ecx") 0, out("eax") low, out("edx") high, options(nomem, nostack))
    };
    let state = u64::from(high) << 32 | u64::from(low);
    state & TILE_STATE == TILE_STATE && request_permission()
}

/// Linux hands tile state out only to processes that ask, since it makes signal frames large.
#[cfg(target_os = "linux")]
fn request_permission() -> bool {
    const ARCH_PRCTL: isize = 158;
    const REQUEST: usize = 0x1023;
    const TILE_DATA: usize = 18;
    let result: isize;
    // SAFETY: this call takes two numbers and changes no memory of the process.
    unsafe {
        asm!("syscall", inlateout("rax") ARCH_PRCTL => result, in("rdi") REQUEST,
            in("rsi") TILE_DATA, out("rcx") _, out("r11") _, options(nostack));
    }
    result == 0
}

#[cfg(not(target_os = "linux"))]
fn request_permission() -> bool {
    false
}

/// The thread's tile registers, configured as 16 rows of 64 bytes each; released on drop, so that
/// they are not saved at every switch between threads.
pub(super) struct Tiles(PhantomData<*const ()>);

#[repr(C, align(64))]
struct Config {
    palette: u8,
    start_row: u8,
    reserved: [u8; 14],
    row_bytes: [u16; 16],
    rows: [u8; 16],
}

static CONFIG: Config = {
    let (mut row_bytes, mut rows) = ([0; 16], [0; 16]);
    let mut i = 0;
    while i < 8 {
        (row_bytes[i], rows[i]) = (64, 16);
        i += 1;
    }
    Config { palette: 1, start_row: 0, reserved: [0; 14], row_bytes, rows }
};

impl Tiles {
    /// # Safety
    /// [`is_supported`] holds.
    pub unsafe fn configure() -> Self {
        // SAFETY: a valid configuration of palette 1.
        unsafe { asm!("ldtilecfg [{}]", in(reg) &CONFIG, options(nostack, readonly)) };
        Tiles(PhantomData)
    }
}

impl Drop for Tiles {
    fn drop(&mut self) {
        // SAFETY: made by `configure`, so the CPU has tiles; nothing is kept in them.
        unsafe { asm!("tilerelease", options(nostack, nomem)) };
    }
}

/// Rows of one tile of the left operand.
#[derive(Clone, Copy)]
pub(super) struct Left {
    pub data: *const u8,
    pub stride: usize,
}

/// Panels of the right operand.
#[derive(Clone, Copy)]
pub(super) struct Right {
    pub data: *const u8,
    /// Bytes from one panel to the next.
    pub stride: usize,
    pub panels: usize,
}

/// `acc = start + a · b` for one or two tiles of rows and one or two panels of `steps` steps.
///
/// # Safety
/// The registers are configured; rows hold `64 · steps` bytes, panels `1024 · steps`; the table
/// `start` has an entry for each channel of the panels.
pub(super) unsafe fn product(
    _tiles: &Tiles,
    a: &[Left],
    b: Right,
    steps: usize,
    start: *const i32,
    acc: &mut Accumulators,
) {
    let acc = acc.0.as_mut_ptr();
    let (a0, a1) = (a[0], a[a.len() - 1]);
    macro_rules! block {
        ([$($begin:literal)*] [$($step:literal)*] [$($end:literal)*]) => {
            asm!(
                $($begin,)*
                "2:",
                $($step,)*
                "add {a0}, 64",
                "add {a1}, 64",
                "add {b0}, 1024",
                "add {b1}, 1024",
                "dec {steps}",
                "jnz 2b",
                $($end,)*
                a0 = inout(reg) a0.data => _,
                a1 = inout(reg) a1.data => _,
                s0 = in(reg) a0.stride,
                s1 = in(reg) a1.stride,
                b0 = inout(reg) b.data => _,
                b1 = inout(reg) b.data.wrapping_add(b.stride) => _,
                line = in(reg) 64usize,
                row = in(reg) b.panels * 64,
                zero = in(reg) 0usize,
                start = in(reg) start,
                acc = in(reg) acc,
                steps = inout(reg) steps => _,
                options(nostack),
            )
        };
    }
    // A stride of zero repeats the table's row in all 16 of a tile.
    // SAFETY: reads and writes what the caller vouches for; `acc` has room for four tiles.
    unsafe {
        match (a.len(), b.panels) {
            (2, 2) => block!(
                ["tileloadd tmm0, [{start} + {zero}]" "tileloadd tmm1, [{start} + {zero} + 64]"
                 "tileloadd tmm2, [{start} + {zero}]" "tileloadd tmm3, [{start} + {zero} + 64]"]
                ["tileloadd tmm6, [{b0} + {line}]" "tileloadd tmm4, [{a0} + {s0}]"
                 "tdpbusd tmm0, tmm4, tmm6"
                 "tileloadd tmm7, [{b1} + {line}]" "tdpbusd tmm1, tmm4, tmm7"
                 "tileloadd tmm5, [{a1} + {s1}]" "tdpbusd tmm2, tmm5, tmm6"
                 "tdpbusd tmm3, tmm5, tmm7"]
                ["tilestored [{acc} + {row}], tmm0" "tilestored [{acc} + {row} + 64], tmm1"
                 "tilestored [{acc} + {row} + 2048], tmm2"
                 "tilestored [{acc} + {row} + 2112], tmm3"]
            ),
            (1, 2) => block!(
                ["tileloadd tmm0, [{start} + {zero}]" "tileloadd tmm1, [{start} + {zero} + 64]"]
                ["tileloadd tmm6, [{b0} + {line}]" "tileloadd tmm4, [{a0} + {s0}]"
                 "tdpbusd tmm0, tmm4, tmm6"
                 "tileloadd tmm7, [{b1} + {line}]" "tdpbusd tmm1, tmm4, tmm7"
                 "/* {s1} */"]
                ["tilestored [{acc} + {row}], tmm0" "tilestored [{acc} + {row} + 64], tmm1"]
            ),
            (2, 1) => block!(
                ["tileloadd tmm0, [{start} + {zero}]" "tileloadd tmm2, [{start} + {zero}]"]
                ["tileloadd tmm6, [{b0} + {line}]" "tileloadd tmm4, [{a0} + {s0}]"
                 "tdpbusd tmm0, tmm4, tmm6"
                 "tileloadd tmm5, [{a1} + {s1}]" "tdpbusd tmm2, tmm5, tmm6"]
                ["tilestored [{acc} + {row}], tmm0" "tilestored [{acc} + {row} + 1024], tmm2"]
            ),
            (1, 1) => block!(
                ["tileloadd tmm0, [{start} + {zero}]"]
                ["tileloadd tmm6, [{b0} + {line}]" "tileloadd tmm4, [{a0} + {s0}]"
                 "tdpbusd tmm0, tmm4, tmm6" "/* {s1} */"]
                ["tilestored [{acc} + {row}], tmm0"]
            ),
            (rows, panels) => unreachable!("{rows} tiles and {panels} panels"),
        }
    }
}
