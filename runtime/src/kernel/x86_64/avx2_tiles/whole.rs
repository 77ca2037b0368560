//! Whole tiles, in assembly.

use std::{arch::asm, mem::offset_of};

use super::{Finish, ROWS, Tile};

/// The `$k`th step of a round: six rows against both halves of the panel, which `$load` brings, by
/// three-operand `$multiply` of accumulator, row and half. The panel's step has `len` bytes.
macro_rules! step {
    ($load:literal $multiply:ident $k:literal) => {
        concat!(
            $load, " ymm12, [{b}+", $k, "*{len}]\n",
            $load, " ymm13, [{b}+", $k, "*{len}+{len}/2]\n",
            step!($multiply $k "", 0 1),
            step!($multiply $k "+{row1}", 2 3),
            step!($multiply $k "+2*{row1}", 4 5),
            step!($multiply $k "+{row3}", 6 7),
            step!($multiply $k "+4*{row1}", 8 9),
            step!($multiply $k "+{row5}", 10 11),
        )
    };
    ($multiply:ident $k:literal $row:literal, $first:literal $second:literal) => {
        concat!(
            "vpbroadcastd ymm14, [{a}", $row, "+", $k, "*4]\n",
            $multiply!($first "ymm14" "ymm12"),
            $multiply!($second "ymm14" "ymm13"),
        )
    };
}

/// Multiplies 16-bit pairs, then adds.
macro_rules! pairs {
    ($acc:literal $row:literal $half:literal) => {
        concat!(
            "vpmaddwd ymm15, ",
            $row,
            ", ",
            $half,
            "\n",
            "vpaddd ymm",
            $acc,
            ", ymm",
            $acc,
            ", ymm15\n",
        )
    };
}

/// Multiplies and adds fours of bytes.
macro_rules! fours {
    ($acc:literal $row:literal $half:literal) => {
        concat!("{{vex}} vpdpbusd ymm", $acc, ", ", $row, ", ", $half, "\n")
    };
}

/// Writes a tile of sums.
macro_rules! keep {
    () => {
        concat!(
            "vmovdqa [{out}], ymm0\n vmovdqa [{out}+32], ymm1\n",
            "vmovdqa [{out}+64], ymm2\n vmovdqa [{out}+96], ymm3\n",
            "vmovdqa [{out}+128], ymm4\n vmovdqa [{out}+160], ymm5\n",
            "vmovdqa [{out}+192], ymm6\n vmovdqa [{out}+224], ymm7\n",
            "vmovdqa [{out}+256], ymm8\n vmovdqa [{out}+288], ymm9\n",
            "vmovdqa [{out}+320], ymm10\n vmovdqa [{out}+352], ymm11\n",
            "add {out}, 384\n",
        )
    };
}

/// Writes a tile of bytes, each two rows together; `b` and `start` are free by then.
macro_rules! requantize {
    () => {
        concat!(
            "mov {b}, [{finish}+{add}]\n",
            "mov {start}, [{finish}+{mul}]\n",
            "vmovdqa ymm14, [{finish}+{order}]\n",
            requantize!(0 1 2 3), requantize!(4 5 6 7), requantize!(8 9 10 11),
        )
    };
    ($a:literal $b:literal $c:literal $d:literal) => {
        concat!(
            requantize!($a ""), requantize!($b "+32"),
            requantize!($c ""), requantize!($d "+32"),
            "vpackssdw ymm", $a, ", ymm", $a, ", ymm", $b, "\n",
            "vpackssdw ymm", $c, ", ymm", $c, ", ymm", $d, "\n",
            "vpaddsw ymm", $a, ", ymm", $a, ", [{finish}+{zero_point}]\n",
            "vpaddsw ymm", $c, ", ymm", $c, ", [{finish}+{zero_point}]\n",
            "vpackuswb ymm", $a, ", ymm", $a, ", ymm", $c, "\n",
            "vpermd ymm", $a, ", ymm14, ymm", $a, "\n",
            "vpmaxub ymm", $a, ", ymm", $a, ", [{finish}+{low}]\n",
            "vpminub ymm", $a, ", ymm", $a, ", [{finish}+{high}]\n",
            "vmovdqu [{out}], xmm", $a, "\n",
            "vextracti128 [{out}+{stride}], ymm", $a, ", 1\n",
            "lea {out}, [{out}+2*{stride}]\n",
        )
    };
    ($acc:literal $half:literal) => {
        concat!(
            "vcvtdq2ps ymm", $acc, ", ymm", $acc, "\n",
            "vaddps ymm", $acc, ", ymm", $acc, ", [{b}", $half, "]\n",
            "vmulps ymm", $acc, ", ymm", $acc, ", [{start}", $half, "]\n",
            "vcvtps2dq ymm", $acc, ", ymm", $acc, "\n",
        )
    };
}

/// The product of whole tiles, one below the other, that `$end`s each. As assembly, since nothing
/// but multiply-adds should ask for their ports: the compiler calculates with addresses that the
/// loads' own arithmetic makes for free, and adds up the products of several steps first, for
/// which registers are too few.
macro_rules! whole_tiles {
    ($load:literal $len:literal $multiply:ident, $end:ident, $t:ident, $out:expr, $($operands:tt)*) => {
        asm!(
            "2:",
            "mov {start}, [{tile}+{start_at}]",
            "mov {b}, [{tile}+{b_at}]",
            "mov {steps}, [{tile}+{steps_at}]",
            "vmovdqu ymm0, [{start}]",
            "vmovdqu ymm1, [{start}+32]",
            "vmovdqa ymm2, ymm0", "vmovdqa ymm3, ymm1",
            "vmovdqa ymm4, ymm0", "vmovdqa ymm5, ymm1",
            "vmovdqa ymm6, ymm0", "vmovdqa ymm7, ymm1",
            "vmovdqa ymm8, ymm0", "vmovdqa ymm9, ymm1",
            "vmovdqa ymm10, ymm0", "vmovdqa ymm11, ymm1",
            "sub {steps}, 4",
            "jb 4f",
            ".p2align 5",
            "3:",
            step!($load $multiply "0"),
            step!($load $multiply "1"),
            step!($load $multiply "2"),
            step!($load $multiply "3"),
            "prefetcht1 [{b}+{fetch}]",
            "add {a}, 16",
            "add {b}, 4*{len}",
            "sub {steps}, 4",
            "jae 3b",
            "4:",
            "add {steps}, 4",
            "jz 6f",
            "5:",
            step!($load $multiply "0"),
            "add {a}, 4",
            "add {b}, {len}",
            "dec {steps}",
            "jnz 5b",
            "6:",
            $end!(),
            "mov {steps}, [{tile}+{steps_at}]",
            "shl {steps}, 2",
            "sub {a}, {steps}",
            "add {a}, {row5}",
            "add {a}, {row1}",
            "add {fetch}, 64",
            "dec {tiles}",
            "jnz 2b",
            len = const $len,
            tile = in(reg) $t,
            start_at = const offset_of!(Tile, start),
            b_at = const offset_of!(Tile, b),
            steps_at = const offset_of!(Tile, steps),
            a = inout(reg) $t.a => _,
            b = out(reg) _,
            steps = out(reg) _,
            start = out(reg) _,
            fetch = inout(reg) $t.fetch => _,
            tiles = inout(reg) $t.rows / ROWS => _,
            row1 = in(reg) $t.a_stride,
            row3 = in(reg) 3 * $t.a_stride,
            row5 = in(reg) 5 * $t.a_stride,
            out = inout(reg) $out => _,
            $($operands)*
            out("ymm0") _, out("ymm1") _, out("ymm2") _, out("ymm3") _,
            out("ymm4") _, out("ymm5") _, out("ymm6") _, out("ymm7") _,
            out("ymm8") _, out("ymm9") _, out("ymm10") _, out("ymm11") _,
            out("ymm12") _, out("ymm13") _, out("ymm14") _, out("ymm15") _,
            options(nostack),
        )
    };
}

/// Defines what whole tiles become: sums or bytes.
macro_rules! whole {
    ($sums:ident $bytes:ident, $load:literal $len:literal $multiply:ident, $features:literal) => {
        /// # Safety
        /// As [`sums`](super::sums), for at least one whole tile of both halves.
        #[target_feature(enable = $features)]
        pub unsafe fn $sums(t: &Tile, out: *mut i32) {
            // SAFETY: it reads `steps` fours of bytes of each row and as many steps of the panel,
            // and the panel's starts, and writes tiles of sums.
            unsafe { whole_tiles!($load $len $multiply, keep, t, out,) }
        }

        /// # Safety
        /// As [`bytes`](super::bytes), likewise.
        #[target_feature(enable = $features)]
        pub unsafe fn $bytes(t: &Tile, finish: &Finish, out: *mut u8) {
            // SAFETY: as above, and it writes a panel of each row's outputs.
            unsafe {
                whole_tiles!(
                    $load $len $multiply, requantize, t, out,
                    finish = in(reg) finish,
                    stride = in(reg) finish.stride,
                    zero_point = const offset_of!(Finish, zero_point),
                    low = const offset_of!(Finish, low),
                    high = const offset_of!(Finish, high),
                    order = const offset_of!(Finish, order),
                    add = const offset_of!(Finish, add),
                    mul = const offset_of!(Finish, mul),
                )
            }
        }
    };
}

whole! { word_sums word_bytes, "vmovdqu" 64 pairs, "avx2" }
whole! { widened_sums widened_bytes, "vpmovsxbw" 32 pairs, "avx2" }
whole! { four_sums four_bytes, "vmovdqu" 64 fours, "avx2,avxvnni" }
