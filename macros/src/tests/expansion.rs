//! The lowered functions, and what the struct's half asks for.

use expect_test::expect;

use super::{MODEL, expanded, forward, functions, seen};

#[test]
fn straight_line() {
    let expansion = expanded(
        MODEL,
        &forward(
            "let x = F::relu(self.conv1.forward(x)); let x = F::max_pool2d(x, 2, 2); self.fc.forward(x)",
        ),
    );
    expect![[r#"
        impl Net {
            #[doc(hidden)]
            fn __lowered_forward<__B: __q::Backend>(
                __self: &<Self as __q::Lower>::Lowered<__B>,
                cx: &__B,
                x: __B::Tensor,
            ) -> __q::Result<__B::Tensor> {
                ::core::result::Result::Ok({
                    let x = __q::pass::<__B::Tensor>(x);
                    let x = __q::ok!(
                        __q::layers::conv2d(__q::At { cx : cx, ops : __OPS, op : 0usize }, &
                        __self.conv1, x, & __self.__sites, __q::Epilogue { batch_norm :
                        __q::None, add : __q::None, activation : __q::Activation::Relu,
                        max_pool : __q::Some(__q::functional::MaxPool2dArgs::new(2)
                        .stride(2)), })
                    );
                    __q::ok!(
                        __q::layers::linear(__q::At { cx : cx, ops : __OPS, op : 3usize }, &
                        __self.fc, x, & __self.__sites, __q::Epilogue::NONE)
                    )
                })
            }
        }
    "#]]
    .assert_eq(&functions(&expansion));
}

#[test]
fn slots_keep_what_a_later_operation_needs() {
    let expansion = expanded(
        MODEL,
        &forward(
            "let i = self.n; let y = self.convs[i].forward(&x); let i = 0; F::relu(y + self.convs[i].forward(x))",
        ),
    );
    expect![[r#"
        impl Net {
            #[doc(hidden)]
            fn __lowered_forward<__B: __q::Backend>(
                __self: &<Self as __q::Lower>::Lowered<__B>,
                cx: &__B,
                x: __B::Tensor,
            ) -> __q::Result<__B::Tensor> {
                ::core::result::Result::Ok({
                    let i = __self.n;
                    let mut slot0;
                    let y = {
                        let input = __q::pass::<__B::Tensor>(&x);
                        slot0 = &__self.convs[i];
                        input
                    };
                    let i = 0;
                    let mut slot2001;
                    {
                        let input = {
                            let input = __q::pass::<__B::Tensor>(y);
                            slot2001 = __q::ok!(
                                __q::layers::conv2d(__q::At { cx : cx, ops : __OPS, op :
                                1usize }, & __self.convs[i], x, & __self.__sites,
                                __q::Epilogue::NONE)
                            );
                            input
                        };
                        __q::ok!(
                            __q::layers::conv2d(__q::At { cx : cx, ops : __OPS, op : 0usize
                            }, slot0, input, & __self.__sites, __q::Epilogue { batch_norm :
                            __q::None, add : __q::Some(& slot2001), activation :
                            __q::Activation::Relu, max_pool : __q::None, })
                        )
                    }
                })
            }
        }
    "#]]
    .assert_eq(&functions(&expansion));
}

#[test]
fn control_flow_stays() {
    let expansion = expanded(
        MODEL,
        &forward(
            "if x.mean_value() > self.k { return self.block.forward(&x, self.n); }
             let mut x = x;
             for c in &self.convs { x = c.forward(x); x += 1.0; }
             x",
        ),
    );
    expect![[r#"
        impl Net {
            #[doc(hidden)]
            fn __lowered_forward<__B: __q::Backend>(
                __self: &<Self as __q::Lower>::Lowered<__B>,
                cx: &__B,
                x: __B::Tensor,
            ) -> __q::Result<__B::Tensor> {
                ::core::result::Result::Ok({
                    if __q::ok!(
                        __q::read::mean_value(__q::At { cx : cx, ops : __OPS, op : 0usize },
                        x.by_ref(),)
                    ) > __self.k
                    {
                        return ::core::result::Result::Ok(
                            __q::ok!(__q::call(& __self.block, cx, (& x, __self.n,))),
                        );
                    }
                    let mut x = x;
                    for c in &__self.convs {
                        x = __q::ok!(
                            __q::layers::conv2d(__q::At { cx : cx, ops : __OPS, op : 2usize
                            }, & c, x, & __self.__sites, __q::Epilogue::NONE)
                        );
                        x = __q::ok!(
                            __q::ops::add_scalar(__q::At { cx : cx, ops : __OPS, op : 3usize
                            }, & x, 1.0, & __self.__sites, __q::Epilogue::NONE)
                        );
                    }
                    x
                })
            }
        }
    "#]]
    .assert_eq(&functions(&expansion));
}

#[test]
fn what_depends_on_fields() {
    let expansion = expanded(
        MODEL,
        &forward(
            "let x = self.bn1.forward(self.conv1.forward(x));
             if self.n > 1 { return self.block.forward(&x, self.n); }
             self.conv2.forward(x)",
        ),
    );
    expect![[r#"
        impl Net {
            #[doc(hidden)]
            pub(crate) const __PLAN: &'static __q::Plan = &__q::Plan {
                model: "Net",
                file: __FILE,
                ops: __OPS,
                groups: &[
                    __q::Group {
                        pattern: "conv2d+batch_norm",
                        ops: &[0usize, 1usize],
                    },
                ],
                misses: &[],
                sites: &[1usize, 3usize],
            };
            #[doc(hidden)]
            pub(crate) fn __observe(
                &self,
                of: &mut <Self as __q::Lower>::Lowered<__q::Observe>,
                path: &__q::Path<'_>,
                to: &mut __q::Observed,
            ) {
                let __self = self;
                of.__sites = to.sites(Self::__PLAN, path, &[(1usize, (!((__self.n > 1))))]);
                to.fold(&mut of.conv1, &mut of.bn1);
            }
            #[doc(hidden)]
            pub(crate) fn __enters(&self, field: &str) -> bool {
                let __self = self;
                match field {
                    "block" => false || ((__self.n > 1)),
                    _ => true,
                }
            }
        }
    "#]]
    .assert_eq(&seen(&expansion));
}
