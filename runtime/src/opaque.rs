//! Types that debug information says nothing of.

/// Makes a type of another one, which it dereferences to, behind a pointer that does not say so.
///
/// A debug build describes each type that it comes upon, with all types in it and behind it, in each unit
/// of code that names it. Models have no use for the insides of what they run on, and describing them
/// took a good part of a small model's build.
macro_rules! opaque {
    ($(#[$meta:meta])* $vis:vis struct $name:ident($inside:ty);) => {
        $(#[$meta])*
        $vis struct $name(
            Box<
                dyn std::ops::DerefMut<Target = $inside>
                    + Send
                    + Sync
                    + std::panic::UnwindSafe
                    + std::panic::RefUnwindSafe,
            >,
        );

        impl From<$inside> for $name {
            fn from(inside: $inside) -> Self {
                $name(Box::new(Box::new(inside)))
            }
        }

        impl std::ops::Deref for $name {
            type Target = $inside;
            fn deref(&self) -> &$inside {
                &self.0
            }
        }

        impl std::ops::DerefMut for $name {
            fn deref_mut(&mut self) -> &mut $inside {
                &mut self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                (**self).fmt(f)
            }
        }
    };
}

pub(crate) use opaque;
