//! The lowered functions, and what the struct's half asks for.

use expect_test::expect;

use super::{MODEL, checked, expanded, forward, functions, seen};

#[test]
fn what_rustc_has_to_say() {
    let expansion = expanded(
        MODEL,
        "impl Net {
            fn new() -> Self { Net::default() }
            fn forward(&self, x: Tensor) -> Tensor { println!(\"{}\", self.k); self.pick(&x).forward(Self::stem(x, 2)) }
            fn pick(&self, x: &Tensor) -> &Conv2d { &self.convs[x.dim()] }
            fn stem(x: Tensor, mut n: usize) -> Tensor { n += 1; return x.relu(); }
        }",
    );
    expect![[r#"
        impl Net {
            #[doc(hidden)]
            #[deny(unsafe_op_in_unsafe_fn)]
            #[allow(impl_trait_overcaptures)]
            fn __check_forward(
                &self,
                x: Tensor,
            ) -> impl ::quantizable::__private::Captures<
                '_,
            > + ::quantizable::__private::Opaque {
                let true = true else {
                    let known: Tensor = ::quantizable::__private::any();
                    return known;
                };
                println!("{}", self.k);
                self.pick(&x).forward(Self::stem(x, 2))
            }
            #[doc(hidden)]
            #[deny(unsafe_op_in_unsafe_fn)]
            #[allow(impl_trait_overcaptures)]
            fn __check_pick(
                &self,
                x: &Tensor,
            ) -> &(impl ::quantizable::__private::Captures<
                '_,
            > + ::quantizable::__private::Opaque + ?::core::marker::Sized) {
                let true = true else {
                    let known: &Conv2d = ::quantizable::__private::any();
                    return known;
                };
                return &self.convs[x.dim()];
            }
            #[doc(hidden)]
            #[deny(unsafe_op_in_unsafe_fn)]
            #[allow(impl_trait_overcaptures)]
            #[allow(unreachable_code)]
            fn __check_stem(
                x: Tensor,
                mut n: usize,
            ) -> impl ::quantizable::__private::Opaque {
                let true = true else {
                    let known: Tensor = ::quantizable::__private::any();
                    return known;
                };
                n += 1;
                return x.relu();
            }
        }
        const __CHECKED: ::core::primitive::bool = {
            let _ = ::quantizable::__private::checked2(<Net>::__check_forward);
            let _ = ::quantizable::__private::checked2(<Net>::__check_pick);
            let _ = ::quantizable::__private::checked2(<Net>::__check_stem);
            <Net>::__FIELDS
        };
    "#]]
    .assert_eq(&checked(&expansion));
}

#[test]
fn what_rustc_has_to_say_of_a_generic_model() {
    let expansion = expanded(
        "struct Net<M: Model, const N: usize> { blocks: [M; N] }",
        "impl<M: Model<Input = Tensor, Output = (Tensor, usize)>, const N: usize> Net<M, N> {
            fn forward(&self, x: Tensor) -> Tensor { self.blocks[0].forward(x).0 }
        }",
    );
    expect![[r#"
        impl<M: Model<Input = Tensor, Output = (Tensor, usize)>, const N: usize> Net<M, N> {
            #[doc(hidden)]
            #[deny(unsafe_op_in_unsafe_fn)]
            #[allow(impl_trait_overcaptures)]
            fn __check_forward(
                &self,
                x: Tensor,
            ) -> impl ::quantizable::__private::Captures<
                '_,
            > + ::quantizable::__private::Opaque {
                let true = true else {
                    let known: Tensor = ::quantizable::__private::any();
                    return known;
                };
                self.blocks[0].forward(x).0
            }
        }
        struct __Instance<M, const N: usize>(::core::marker::PhantomData<(M,)>);
        impl<
            M: Model<Input = Tensor, Output = (Tensor, usize)>,
            const N: usize,
        > __Instance<M, N> {
            const CHECKED: ::core::primitive::bool = {
                let _ = ::quantizable::__private::checked2(<Net<M, N>>::__check_forward);
                true
            };
        }
        const __CHECKED: ::core::primitive::bool = {
            use ::quantizable::__private::{self as __q, Unchecked as _};
            <__Instance<
                __q::StandIn<Tensor, (Tensor, usize)>,
                { <usize as __q::Constant>::VALUE },
            >>::CHECKED
        };
    "#]]
    .assert_eq(&checked(&expansion));
}

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
            #[deny(unsafe_op_in_unsafe_fn)]
            fn __lowered_forward<__B: __q::Backend>(
                __self: &<Self as __q::Lower>::Lowered<__Checked<__B>>,
                cx: &__Checked<__B>,
                x: __Of<__B>,
            ) -> __q::Result<__Of<__B>> {
                ::core::result::Result::Ok({
                    let x: __Checked<_> = __q::pass::<__Of<__B>>(x);
                    let x: __Checked<_> = __q::ok!(
                        cx.layers(__OPS, 0usize).conv2d(& __self.conv1, x, & __self
                        .__sites, __q::Epilogue { batch_norm : __q::None, add :
                        __q::None, activation : __q::Activation::Relu, max_pool :
                        __q::Some(cx.max_pool2d_args(2, 2)), }), __Checked < _ >
                    );
                    __q::ok!(
                        cx.layers(__OPS, 3usize).linear(& __self.fc, x, & __self.__sites,
                        __q::Epilogue::NONE), __Checked < _ >
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
            #[deny(unsafe_op_in_unsafe_fn)]
            fn __lowered_forward<__B: __q::Backend>(
                __self: &<Self as __q::Lower>::Lowered<__Checked<__B>>,
                cx: &__Checked<__B>,
                x: __Of<__B>,
            ) -> __q::Result<__Of<__B>> {
                ::core::result::Result::Ok({
                    let i: __Checked<_> = __self.n;
                    let mut slot0;
                    let y: __Checked<_> = {
                        slot0 = &__self.convs[i];
                        let input = __q::pass::<__Of<__B>>(&x);
                        input
                    };
                    let i: __Checked<_> = 0;
                    let mut slot2001;
                    {
                        let input = {
                            let input = __q::pass::<__Of<__B>>(y);
                            slot2001 = __q::ok!(
                                cx.layers(__OPS, 1usize).conv2d(& __self.convs[i], x, &
                                __self.__sites, __q::Epilogue::NONE), __Checked < _ >
                            );
                            input
                        };
                        __q::ok!(
                            cx.layers(__OPS, 0usize).conv2d(slot0, input, & __self
                            .__sites, __q::Epilogue { batch_norm : __q::None, add :
                            __q::Some(& slot2001), activation : __q::Activation::Relu,
                            max_pool : __q::None, }), __Checked < _ >
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
            #[deny(unsafe_op_in_unsafe_fn)]
            #[allow(unreachable_code)]
            fn __lowered_forward<__B: __q::Backend>(
                __self: &<Self as __q::Lower>::Lowered<__Checked<__B>>,
                cx: &__Checked<__B>,
                x: __Of<__B>,
            ) -> __q::Result<__Of<__B>> {
                ::core::result::Result::Ok({
                    if __q::Known::<
                        __Checked<_>,
                    >(
                            __q::ok!(
                                cx.reads(__OPS, 0usize).mean_value(x.by_ref(),), __Checked <
                                _ >
                            ),
                        )
                        .0 > __self.k
                    {
                        return ::core::result::Result::Ok(
                            __q::ok!(
                                __q::call(& __self.block, cx, (& x, __self.n,)), __Checked <
                                _ >
                            ),
                        );
                    }
                    let mut x: __Checked<_> = x;
                    for c in &__self.convs {
                        x = __q::ok!(
                            cx.layers(__OPS, 2usize).conv2d(& c, x, & __self.__sites,
                            __q::Epilogue::NONE), __Checked < _ >
                        );
                        x = __q::ok!(
                            cx.ops(__OPS, 3usize).add_number(& x, 1.0, & __self.__sites,
                            __q::Epilogue::NONE), __Checked < _ >
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
    expect![[r##"
        #[allow(unreachable_patterns)]
        impl Net {
            #[doc(hidden)]
            pub(crate) const __SEEN_HERE: &'static __q::Plan = &__q::Plan {
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
                per_image: true,
            };
            #[doc(hidden)]
            pub(crate) fn __observe(
                &self,
                of: &mut <Self as __q::Lower>::Lowered<__q::Observe>,
                path: &__q::Path<'_>,
                to: &mut __q::Observed,
            ) {
                let __self: &__Checked<Self> = self;
                let of: &mut __Checked<_> = of;
                of.__sites = to
                    .sites(Self::__SEEN_HERE, path, &[(1usize, (!((__self.n > 1))))]);
                to.fold(&mut of.conv1, &mut of.bn1);
            }
            #[doc(hidden)]
            pub(crate) fn __enters(
                &self,
                path: &__q::Path<'_>,
                field: &str,
            ) -> __q::Entries {
                let __self: &__Checked<Self> = self;
                match field {
                    "block" => {
                        __q::Entries {
                            keys: &[2190319719396888442u64],
                            called: 0
                                | ::core::primitive::u64::from(((__self.n > 1))) << 0usize,
                        }
                    }
                    _ => __q::FORWARD,
                }
            }
        }
    "##]]
    .assert_eq(&seen(&expansion));
}
