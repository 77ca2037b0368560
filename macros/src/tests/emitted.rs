//! What the user wrote is in the expansion as it is, right or wrong: rustc reports what is wrong with
//! it in the user's words, and an IDE completes in it.

use proc_macro2::TokenStream;
use quote::quote;

use crate::expand::attribute;

fn check(args: TokenStream, item: TokenStream) -> String {
    let expansion = attribute(args, item.clone()).to_string();
    let text = item.to_string();
    let is_whole = expansion.starts_with(&text) || expansion.ends_with(&text);
    assert!(is_whole, "{text}\n\nis not in\n\n{expansion}");
    expansion
}

#[test]
fn a_wrong_item_is_emitted() {
    check(
        quote!(),
        quote!(
            struct Net<'a> {
                conv: &'a Conv2d,
                __sites: u8,
            }
        ),
    );
    check(
        quote!(),
        quote!(
            struct Net(Conv2d);
        ),
    );
    check(
        quote!(speed),
        quote!(
            enum Net {
                Conv(Conv2d),
            }
        ),
    );
    check(
        quote!(warn),
        quote!(
            impl Net { fn forward(self, x: Tensor) -> Tensor { x.no_operation() } }
        ),
    );
    check(
        quote!(),
        quote!(
            impl Model for Net { fn forward(&self, x: Tensor) -> Tensor { x } }
        ),
    );
    check(
        quote!(),
        quote!(
            fn forward(x: Tensor) -> Tensor {
                x
            }
        ),
    );
}

/// While it is typed an impl has no syntax tree, and what uses the model is right all the same.
#[test]
fn an_unfinished_impl_is_emitted_with_a_stub() {
    let expansion = check(
        quote!(),
        quote!(
            impl Net { fn forward(&self, x: Tensor) -> Tensor { let y = self.; x } }
        ),
    );
    assert!(expansion.contains("impl __q :: Forward for Net"));
    let expansion = check(
        quote!(),
        quote!(
            struct Net { conv: }
        ),
    );
    assert!(!expansion.contains("Forward"));
}

/// Tokens that rustc has refused before an attribute gets them.
#[test]
fn an_item_that_is_no_rust_is_emitted_without_an_error_of_ours() {
    let expansion = check(quote!(), quote!(struct Net<M> where M: Model { conv: Conv2d count: M }));
    assert!(!expansion.contains("compile_error"), "{expansion}");
    assert!(expansion.contains("failed , { struct Net < M > where M : Model ; }"), "{expansion}");
    let expansion =
        check(quote!(), quote!(impl Net { fn forward(&self, x: Tensor) -> Tensor { x x } }));
    assert!(!expansion.contains("compile_error"), "{expansion}");
    // Had rustc taken them, a model that is run could not be built.
    let panic = ":: core :: panic ! (\"`#[quantizable]` could not read this impl: unexpected token, expected `;`";
    assert!(expansion.contains(panic), "{expansion}");
    let item = quote!(
        fn forward(x Tensor) {}
    );
    assert_eq!(check(quote!(), item.clone()), item.to_string());
}
