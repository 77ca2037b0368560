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

/// Begins a product of 2 × 2 tiles: sets the sums and loads the operands of the first step.
///
/// The sums stay in the tile registers until [`finish`], so that other work can be done between
/// the steps. Compilers have no use for these registers without their target feature.
///
/// # Safety
/// As [`product`].
#[inline(always)]
pub(super) unsafe fn begin(_tiles: &Tiles, a: [Left; 2], b: Right, start: *const i32) {
    // SAFETY: reads what the caller vouches for.
    unsafe {
        asm!(
            // A stride of zero repeats the table's row in all 16 of a tile.
            "tileloadd tmm0, [{start} + {zero}]",
            "tileloadd tmm1, [{start} + {zero} + 64]",
            "tileloadd tmm2, [{start} + {zero}]",
            "tileloadd tmm3, [{start} + {zero} + 64]",
            "tileloadd tmm4, [{a0} + {s0}]",
            "tileloadd tmm6, [{b0} + {line}]",
            "tileloadd tmm5, [{a1} + {s1}]",
            "tileloadd tmm7, [{b1} + {line}]",
            start = in(reg) start,
            zero = in(reg) 0usize,
            a0 = in(reg) a[0].data,
            a1 = in(reg) a[1].data,
            s0 = in(reg) a[0].stride,
            s1 = in(reg) a[1].stride,
            b0 = in(reg) b.data,
            b1 = in(reg) b.data.wrapping_add(b.stride),
            line = in(reg) STEP,
            options(nostack, readonly),
        );
    }
}

/// Multiplies the steps before each of the offsets `next`, and loads the operands there. The
/// panels of `b` are at the first of these offsets.
///
/// # Safety
/// As [`product`], after [`begin`]; there are offsets, and panels at each.
#[inline(always)]
pub(super) unsafe fn steps(_tiles: &Tiles, a: [Left; 2], b: Right, next: &[usize]) {
    // SAFETY: reads what the caller vouches for.
    unsafe {
        asm!(
            "2:",
            "tdpbusd tmm0, tmm4, tmm6",
            "mov {t}, [{next}]",
            "tdpbusd tmm1, tmm4, tmm7",
            "lea {u}, [{a0} + {t}]",
            "tileloadd tmm4, [{u} + {s0}]",
            "tdpbusd tmm2, tmm5, tmm6",
            "tileloadd tmm6, [{b0} + {line}]",
            "tdpbusd tmm3, tmm5, tmm7",
            "lea {u}, [{a1} + {t}]",
            "tileloadd tmm5, [{u} + {s1}]",
            "tileloadd tmm7, [{b1} + {line}]",
            "add {next}, 8",
            "add {b0}, 1024",
            "add {b1}, 1024",
            "dec {count}",
            "jnz 2b",
            t = out(reg) _,
            u = out(reg) _,
            next = inout(reg) next.as_ptr() => _,
            count = inout(reg) next.len() => _,
            a0 = in(reg) a[0].data,
            a1 = in(reg) a[1].data,
            s0 = in(reg) a[0].stride,
            s1 = in(reg) a[1].stride,
            b0 = inout(reg) b.data => _,
            b1 = inout(reg) b.data.wrapping_add(b.stride) => _,
            line = in(reg) STEP,
            options(nostack, readonly),
        );
    }
}

/// Stores the sums of a product.
#[inline(always)]
pub(super) fn finish(_tiles: &Tiles, acc: &mut Accumulators) {
    // SAFETY: `acc` has room for four tiles.
    unsafe {
        asm!(
            "tilestored [{acc} + {row}], tmm0",
            "tilestored [{acc} + {row} + 64], tmm1",
            "tilestored [{acc} + {row} + 2048], tmm2",
            "tilestored [{acc} + {row} + 2112], tmm3",
            acc = in(reg) acc.panel_mut(0, 0, 2),
            row = in(reg) 128usize,
            options(nostack),
        );
    }
}

/// `acc = start + a · b` for fewer tiles than 2 × 2. Step i reads rows at
/// `offsets[i]`; panels are read in order.
///
/// # Safety
/// The registers are configured; rows hold 64 bytes at each offset, panels `1024` bytes for each;
/// the table `start` has an entry for each channel of the panels. There is at least one step.
pub(super) unsafe fn product(
    _tiles: &Tiles,
    a: &[Left],
    b: Right,
    offsets: &[usize],
    start: *const i32,
    acc: &mut Accumulators,
) {
    let acc = acc.panel_mut(0, 0, b.panels);
    let (a0, a1) = (a[0], a[a.len() - 1]);
    macro_rules! block {
        ($row:literal, $($line:expr),* $(,)?) => {
            asm!(
                $($line,)*
                a0 = in(reg) a0.data,
                a1 = in(reg) a1.data,
                s0 = in(reg) a0.stride,
                s1 = in(reg) a1.stride,
                b0 = inout(reg) b.data => _,
                b1 = inout(reg) b.data.wrapping_add(b.stride) => _,
                line = inout(reg) 64usize => _,
                offsets = inout(reg) offsets.as_ptr() => _,
                steps = inout(reg) offsets.len() => _,
                start = in(reg) start,
                t = out(reg) _,
                acc = in(reg) acc,
                row = const $row,
                options(nostack),
            )
        };
    }
    // Rows at the step's offset, panels at the step.
    macro_rules! load {
        (a0) => {
            concat!("mov {t}, [{offsets}]\n", "add {t}, {a0}\n", "tileloadd tmm4, [{t} + {s0}]")
        };
        (a1) => {
            concat!("mov {t}, [{offsets}]\n", "add {t}, {a1}\n", "tileloadd tmm5, [{t} + {s1}]")
        };
        (b0) => {
            "tileloadd tmm6, [{b0} + {line}]"
        };
        (b1) => {
            "tileloadd tmm7, [{b1} + {line}]"
        };
    }
    // Counts a step; the last one goes to 3, which multiplies without loading the next operands.
    macro_rules! next {
        (first) => {
            "dec {steps}\njz 3f\n2:\nadd {offsets}, 8\nadd {b0}, 1024\nadd {b1}, 1024"
        };
        (again) => {
            "dec {steps}\njnz 2b\n3:"
        };
    }
    // SAFETY: reads and writes what the caller vouches for; `acc` has room for four tiles. A stride
    // of zero repeats the table's row in all 16 of a tile. Within the loop, operands of the next
    // step are loaded as soon as this one has used theirs.
    unsafe {
        match (a.len(), b.panels) {
            (1, 2) => block!(
                128,
                "xor {t:e}, {t:e}",
                "tileloadd tmm0, [{start} + {t}]",
                "tileloadd tmm1, [{start} + {t} + 64]",
                load!(a0),
                load!(b0),
                load!(b1),
                next!(first),
                "tdpbusd tmm0, tmm4, tmm6",
                load!(b0),
                "tdpbusd tmm1, tmm4, tmm7",
                load!(a0),
                load!(b1),
                next!(again),
                "tdpbusd tmm0, tmm4, tmm6",
                "tdpbusd tmm1, tmm4, tmm7",
                "mov {line:e}, {row}",
                "tilestored [{acc} + {line}], tmm0",
                "tilestored [{acc} + {line} + 64], tmm1",
                "/* {a1} {s1} */",
            ),
            (2, 1) => block!(
                64,
                "xor {t:e}, {t:e}",
                "tileloadd tmm0, [{start} + {t}]",
                "tileloadd tmm2, [{start} + {t}]",
                load!(a0),
                load!(b0),
                load!(a1),
                next!(first),
                "tdpbusd tmm0, tmm4, tmm6",
                load!(a0),
                "tdpbusd tmm2, tmm5, tmm6",
                load!(a1),
                load!(b0),
                next!(again),
                "tdpbusd tmm0, tmm4, tmm6",
                "tdpbusd tmm2, tmm5, tmm6",
                "mov {line:e}, {row}",
                "tilestored [{acc} + {line}], tmm0",
                "tilestored [{acc} + {line} + 1024], tmm2",
            ),
            (1, 1) => block!(
                64,
                "xor {t:e}, {t:e}",
                "tileloadd tmm0, [{start} + {t}]",
                load!(a0),
                load!(b0),
                next!(first),
                "tdpbusd tmm0, tmm4, tmm6",
                load!(a0),
                load!(b0),
                next!(again),
                "tdpbusd tmm0, tmm4, tmm6",
                "mov {line:e}, {row}",
                "tilestored [{acc} + {line}], tmm0",
                "/* {a1} {s1} */",
            ),
            (tiles, panels) => unreachable!("{tiles} tiles and {panels} panels"),
        }
    }
}
