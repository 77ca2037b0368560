//! One body of safe code, compiled once for each instruction set.

/// Defines a function whose first argument is the [`Isa`](super::Isa) to run on. Its loops over
/// contiguous or fixed pieces become vectors; what it calls must be `#[inline(always)]`.
///
/// ```text
/// per_isa! { fn double(x: &mut [u8]) { for x in x { *x *= 2 } } }
/// fn double(isa: Isa, x: &mut [u8]) {
///     #[inline(always)] fn body(x: &mut [u8]) { for x in x { *x *= 2 } }
///     #[target_feature(enable = "avx2")] fn avx2(x: &mut [u8]) { body(x) }
///     …
///     match isa.level() { Level::Avx2 => unsafe { avx2(x) }, … }
/// }
/// ```
macro_rules! per_isa {
    ($(
        fn $name:ident $(<const $c:ident: usize>)?($($arg:ident: $type:ty),* $(,)?) $body:block
    )*) => {$(
        #[allow(unsafe_code, clippy::too_many_arguments)]
        fn $name $(<const $c: usize>)?(isa: $crate::kernel::Isa, $($arg: $type),*) {
            #[inline(always)]
            fn body $(<const $c: usize>)?($($arg: $type),*) $body

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2")]
            fn avx2 $(<const $c: usize>)?($($arg: $type),*) {
                body$(::<$c>)?($($arg),*)
            }

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
            fn avx512 $(<const $c: usize>)?($($arg: $type),*) {
                body$(::<$c>)?($($arg),*)
            }

            match isa.level() {
                // SAFETY: the token proves that the CPU has it.
                #[cfg(target_arch = "x86_64")]
                $crate::kernel::isa::Level::Avx2 | $crate::kernel::isa::Level::AvxVnni => unsafe {
                    avx2$(::<$c>)?($($arg),*)
                },
                // SAFETY: as above.
                #[cfg(target_arch = "x86_64")]
                $crate::kernel::isa::Level::Avx512Vnni | $crate::kernel::isa::Level::Amx => unsafe {
                    avx512$(::<$c>)?($($arg),*)
                },
                _ => body$(::<$c>)?($($arg),*),
            }
        }
    )*};
}

pub(super) use per_isa;
