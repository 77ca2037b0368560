//! Products of words against two panels in AVX-512 VNNI registers.

use std::arch::asm;

use super::width::Tile;
use crate::kernel::pack::PANEL;

/// A step of k: two words of each channel of both panels, by those of each row.
macro_rules! step {
    ($a:literal $b:literal $([$row:literal $first:literal $second:literal])*) => {
        concat!(
            "vmovdqu64 zmm24, [{b}+", $b, "]\n",
            "vmovdqu64 zmm25, [{b}+{panel}+", $b, "]\n",
            $(
                "vpbroadcastd zmm26, [{a}", $row, "+", $a, "]\n",
                "vpdpwssd zmm", $first, ", zmm24, zmm26\n",
                "vpdpwssd zmm", $second, ", zmm25, zmm26\n",
            )*
        )
    };
}

/// Defines the products of so many rows, and for each of them where it is and its accumulators. As
/// assembly for the reasons of the [bytes](crate::kernel::x86_64::avx512), and since the compiler takes
/// the instruction apart.
macro_rules! rows {
    ($name:ident, $($rows:tt)*) => {
        /// # Safety
        /// As [`multiply`], for as many rows.
        #[target_feature(enable = "avx512f,avx512vnni")]
        unsafe fn $name(t: &Tile, a: *const u8, start: *const i32, out: *mut i32) {
            // SAFETY: it reads `steps` fours of bytes of each row and as many steps of each panel, and
            // the panels' starts; it writes the sums.
            unsafe { rows!(@ t a start out $($rows)*) }
        }
    };
    (@ $t:ident $a:ident $start:ident $out:ident $([$row:literal $first:literal $second:literal])*) => {
        asm!(
            $(
                concat!("vmovdqu64 zmm", $first, ", [{start}]"),
                concat!("vmovdqu64 zmm", $second, ", [{start}+64]"),
            )*
            "sub {steps}, 4",
            "jb 3f",
            ".p2align 5",
            "2:",
            step!("0" "0" $([$row $first $second])*),
            step!("4" "64" $([$row $first $second])*),
            step!("8" "128" $([$row $first $second])*),
            step!("12" "192" $([$row $first $second])*),
            "add {a}, 16",
            "add {b}, 256",
            "sub {steps}, 4",
            "jae 2b",
            "3:",
            "add {steps}, 4",
            "jz 5f",
            "4:",
            step!("0" "0" $([$row $first $second])*),
            "add {a}, 4",
            "add {b}, 64",
            "dec {steps}",
            "jnz 4b",
            "5:",
            $(
                concat!("vmovdqu64 [{out}+64*", $first, "], zmm", $first),
                concat!("vmovdqu64 [{out}+64*", $second, "], zmm", $second),
            )*
            // For the rows that do not ask for some of these.
            "/* {row3} {row5} {row7} {row9} {row11} */",
            a = inout(reg) $a => _,
            b = inout(reg) $t.b => _,
            steps = inout(reg) $t.steps => _,
            panel = in(reg) $t.b_stride,
            start = in(reg) $start,
            out = in(reg) $out,
            row1 = in(reg) $t.a_stride,
            row3 = in(reg) 3 * $t.a_stride,
            row5 = in(reg) 5 * $t.a_stride,
            row7 = in(reg) 7 * $t.a_stride,
            row9 = in(reg) 9 * $t.a_stride,
            row11 = in(reg) 11 * $t.a_stride,
            out("zmm0") _, out("zmm1") _, out("zmm2") _, out("zmm3") _, out("zmm4") _,
            out("zmm5") _, out("zmm6") _, out("zmm7") _, out("zmm8") _, out("zmm9") _,
            out("zmm10") _, out("zmm11") _, out("zmm12") _, out("zmm13") _, out("zmm14") _,
            out("zmm15") _, out("zmm16") _, out("zmm17") _, out("zmm18") _, out("zmm19") _,
            out("zmm20") _, out("zmm21") _, out("zmm22") _, out("zmm23") _, out("zmm24") _,
            out("zmm25") _, out("zmm26") _,
            options(nostack),
        )
    };
}

rows! { two, ["" 0 1] ["+{row1}" 2 3] }
rows! { four, ["" 0 1] ["+{row1}" 2 3] ["+2*{row1}" 4 5] ["+{row3}" 6 7] }
rows! {
    twelve,
    ["" 0 1] ["+{row1}" 2 3] ["+2*{row1}" 4 5] ["+{row3}" 6 7] ["+4*{row1}" 8 9] ["+{row5}" 10 11]
    ["+2*{row3}" 12 13] ["+{row7}" 14 15] ["+8*{row1}" 16 17] ["+{row9}" 18 19]
    ["+2*{row5}" 20 21] ["+{row11}" 22 23]
}

/// The products of a tile's rows and two panels: for each row those of both.
///
/// Of a number of rows that is odd one more is computed.
///
/// # Safety
/// Rows, one more, and panels are as long as the tile says; `start` and `out` have room for that; the CPU
/// has AVX-512 F and VNNI.
pub(super) unsafe fn multiply(t: &Tile, start: *const i32, out: *mut i32) {
    let mut row = 0;
    while row < t.rows {
        let (a, out) = (t.a.wrapping_add(row * t.a_stride), out.wrapping_add(2 * PANEL * row));
        // SAFETY: passed on, for rows that exist or are one more.
        row += unsafe {
            match t.rows - row {
                12.. => {
                    twelve(t, a, start, out);
                    12
                }
                4.. => {
                    four(t, a, start, out);
                    4
                }
                _ => {
                    two(t, a, start, out);
                    2
                }
            }
        };
    }
}
