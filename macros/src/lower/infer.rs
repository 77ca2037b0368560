//! What the methods of vectors, options and iterators return.

use syn::{Expr, ExprMethodCall, ExprReference, GenericArgument, Ident};

use super::{Flow, Lowerer, assigned::root};
use crate::ty::Ty;

impl Lowerer<'_> {
    /// The type of a call of `call.method` on a container, given those of its arguments.
    pub(super) fn container_method(
        &mut self,
        call: &ExprMethodCall,
        receiver: &Flow,
        args: &[Ty],
    ) -> Ty {
        let name = call.method.to_string();
        let first = args.first().cloned().unwrap_or(Ty::Unknown);
        let taken = match (&receiver.ty, &*name) {
            (Ty::Map(_), "insert") => 2,
            (Ty::Seq(_), "push" | "push_back" | "push_front") => 1,
            _ => args.len(),
        };
        if args.len() != taken {
            self.diag.left_to_rustc();
        }
        if let Ty::Seq(_) = &receiver.ty
            && let "push" | "push_back" | "push_front" | "insert" | "extend" | "append" | "resize" =
                &*name
        {
            let added = match &*name {
                "extend" | "append" => first.inner(),
                _ => args.last().cloned().unwrap_or(Ty::Unknown),
            };
            self.holds(&call.receiver, added);
            return Ty::Plain;
        }
        if let Some(ty) = self.put(call, &receiver.ty, args) {
            return ty;
        }
        // `sum::<f32>()`
        let said = call.turbofish.as_ref().and_then(|said| match said.args.first()? {
            GenericArgument::Type(ty) => Some(Ty::of(ty, &[])),
            _ => None,
        });
        match (&receiver.ty, &*name) {
            (_, "sum" | "product") if said == Some(Ty::Plain) => Ty::Plain,
            (Ty::Unknown, "fold") => first,
            // Of a `bool`.
            (Ty::Plain | Ty::Unknown, "then" | "then_some") => Ty::Option(Box::new(first)),
            (Ty::Seq(elem), "collect") => collected(elem, said),
            (Ty::Plain, _) => match &*name {
                "iter" | "chars" | "bytes" | "split" | "to_vec" => Ty::Seq(Box::new(Ty::Plain)),
                _ => Ty::Plain,
            },
            (Ty::Seq(elem), _) => sequence(&receiver.ty, elem, &name, first),
            (Ty::Map(value), _) => map(&receiver.ty, value, &name),
            (Ty::Option(inner) | Ty::Result(inner), _) => match &*name {
                "unwrap" | "expect" | "unwrap_or" | "unwrap_or_else" | "unwrap_or_default"
                | "flatten" => (**inner).clone(),
                "map_or" | "map_or_else" => first,
                "is_some" | "is_none" | "is_ok" | "is_err" => Ty::Plain,
                "iter" | "iter_mut" | "into_iter" => Ty::Seq(inner.clone()),
                "map" => Ty::Option(Box::new(first)),
                "zip" => Ty::Option(Box::new(Ty::Tuple(vec![(**inner).clone(), first.inner()]))),
                "and_then" | "and" => first,
                "ok" | "ok_or" | "ok_or_else" | "as_ref" | "as_mut" | "as_deref" | "take"
                | "cloned" | "copied" | "clone" | "or" | "or_else" | "xor" | "filter"
                | "map_err" | "inspect" | "inspect_err" | "as_deref_mut" | "take_if" => {
                    receiver.ty.clone()
                }
                _ => Ty::Unknown,
            },
            (Ty::Unknown, "unwrap_or") if matches!(call.args.first(), Some(Expr::Lit(_))) => {
                Ty::Plain
            }
            (_, "clone" | "as_ref" | "borrow" | "to_owned" | "as_mut") => receiver.ty.clone(),
            // Nothing that holds tensors, and given none.
            (Ty::Named(_), _) if !args.iter().any(Ty::has_tensor) => Ty::Plain,
            _ => Ty::Unknown,
        }
    }

    /// The type of a call that puts a value into a map or an option, of which nothing may be known yet.
    fn put(&mut self, call: &ExprMethodCall, receiver: &Ty, args: &[Ty]) -> Option<Ty> {
        let name = call.method.to_string();
        let added = args.last().cloned().unwrap_or(Ty::Unknown);
        let (held, ty): (_, fn(Box<Ty>) -> Ty) = match (receiver, &*name) {
            (Ty::Map(held), "insert" | "or_insert" | "or_insert_with") => (held, Ty::Map),
            (Ty::Option(held), "insert" | "replace" | "get_or_insert" | "get_or_insert_with") => {
                (held, Ty::Option)
            }
            _ => return None,
        };
        let held = Box::new(held.as_ref().clone().join(added));
        // What `named.entry("a")` is of.
        let of = match &*call.receiver {
            Expr::MethodCall(entry) if entry.method == "entry" => &*entry.receiver,
            of => of,
        };
        if let Some(local) = local(of) {
            self.refine(local, ty(held.clone()));
        }
        let had = matches!((receiver, &*name), (Ty::Map(_), "insert") | (_, "replace"));
        Some(if had { Ty::Option(held) } else { *held })
    }

    /// What the closure given to a method of a container takes.
    pub(super) fn closure_params(&self, method: &str, receiver: &Ty) -> Vec<Ty> {
        match receiver {
            // They are given the error.
            Ty::Result(_) if OF_ERRORS.contains(&method) => Vec::new(),
            Ty::Seq(_) | Ty::Option(_) | Ty::Result(_) | Ty::Plain => match method {
                "fold" | "try_fold" | "scan" => vec![Ty::Unknown, receiver.inner()],
                _ => vec![receiver.inner(); 2],
            },
            _ => Vec::new(),
        }
    }

    /// Something is put into a list, of whose items nothing may be known yet.
    pub(super) fn holds(&mut self, list: &Expr, item: Ty) {
        if let Some(name) = local(list)
            && let Some(Ty::Seq(known)) = self.scope.get(name).map(|binding| binding.ty.clone())
        {
            self.refine(name, Ty::list_of(vec![*known, item]));
        }
    }

    /// A function is given a list to fill, of whose items nothing may be known yet.
    pub(super) fn filled(&mut self, list: &Expr, ty: &Ty) {
        if let Expr::Reference(ExprReference { mutability: Some(_), expr, .. }) = list
            && let Some(name) = local(expr)
            && let Some(known) = self.scope.get(name).map(|binding| binding.ty.clone())
        {
            match known.join(ty.clone()) {
                Ty::Unknown => {}
                joined => self.refine(name, joined),
            }
        }
    }

    fn refine(&mut self, name: &Ident, ty: Ty) {
        if let Some(binding) = self.scope.get_mut(name) {
            binding.ty = ty;
        }
    }
}

/// Methods of `Result` whose closures are given the error.
const OF_ERRORS: &[&str] = &["inspect_err", "is_err_and", "map_err", "or_else", "unwrap_or_else"];

/// What items are collected to, if something is said of it.
pub(super) fn collected(elem: &Ty, said: Option<Ty>) -> Ty {
    match (said, elem) {
        (Some(Ty::Map(_)), Ty::Tuple(pair)) => {
            Ty::Map(Box::new(pair.get(1).cloned().unwrap_or(Ty::Unknown)))
        }
        (Some(Ty::Option(_)), Ty::Option(inner)) => Ty::Option(Box::new(Ty::Seq(inner.clone()))),
        (Some(Ty::Result(_)), Ty::Result(inner)) => Ty::Result(Box::new(Ty::Seq(inner.clone()))),
        _ => Ty::Seq(Box::new(elem.clone())),
    }
}

/// What holds tensors and has a method that tensors do not have.
pub(super) fn holder_of_tensors(method: &str) -> Option<Ty> {
    let held = || Box::new(Ty::Tensor);
    match method {
        "unwrap" | "expect" | "unwrap_or" | "unwrap_or_else" | "unwrap_or_default" | "is_some"
        | "is_none" | "map_or" | "or" => Some(Ty::Option(held())),
        "is_ok" | "is_err" | "ok" => Some(Ty::Result(held())),
        _ => Some(Ty::Seq(held()))
            .filter(|list| sequence(list, &Ty::Tensor, method, Ty::Tensor) != Ty::Unknown),
    }
}

/// A method of a map.
fn map(map: &Ty, value: &Ty, name: &str) -> Ty {
    match name {
        "get" | "get_mut" | "remove" => Ty::Option(Box::new(value.clone())),
        "first_key_value" | "last_key_value" | "get_key_value" | "pop_first" | "pop_last"
        | "remove_entry" => Ty::Option(Box::new(map.inner())),
        "entry" | "and_modify" => map.clone(),
        "or_default" => value.clone(),
        "values" | "values_mut" | "into_values" => Ty::Seq(Box::new(value.clone())),
        "keys" | "into_keys" => Ty::Seq(Box::new(Ty::Plain)),
        "drain" | "iter" | "iter_mut" | "into_iter" | "range" | "range_mut" => {
            Ty::Seq(Box::new(map.inner()))
        }
        "contains_key" | "len" | "is_empty" => Ty::Plain,
        "clone" => map.clone(),
        _ => Ty::Unknown,
    }
}

/// A method of a vector, slice or iterator.
fn sequence(seq: &Ty, elem: &Ty, name: &str, first: Ty) -> Ty {
    match name {
        "first" | "last" | "get" | "pop" | "pop_front" | "pop_back" | "next" | "nth" | "front"
        | "back" | "next_back" | "nth_back" | "find" | "rfind" | "reduce" | "min_by" | "max_by"
        | "min_by_key" | "max_by_key" | "first_mut" | "last_mut" | "get_mut" | "front_mut"
        | "back_mut" | "peek" => Ty::Option(Box::new(elem.clone())),
        "first_chunk" | "last_chunk" => Ty::Option(Box::new(seq.clone())),
        "try_into" => Ty::Result(Box::new(seq.clone())),
        "remove" | "swap_remove" | "unwrap_or_default" => elem.clone(),
        "enumerate" => Ty::Seq(Box::new(Ty::Tuple(vec![Ty::Plain, elem.clone()]))),
        "zip" => Ty::Seq(Box::new(Ty::Tuple(vec![elem.clone(), first.inner()]))),
        "map" | "flat_map" | "filter_map" | "map_while" => Ty::Seq(Box::new(match name {
            "map" => first,
            _ => first.inner(),
        })),
        "fold" => first,
        "flatten" => Ty::Seq(Box::new(elem.inner())),
        "windows" | "chunks" | "chunks_exact" | "rchunks" => Ty::Seq(Box::new(seq.clone())),
        "split_first" | "split_last" => {
            Ty::Option(Box::new(Ty::Tuple(vec![elem.clone(), seq.clone()])))
        }
        "split_at_checked" => Ty::Option(Box::new(Ty::Tuple(vec![seq.clone(), seq.clone()]))),
        "split_at" | "split_at_mut" | "partition" => Ty::Tuple(vec![seq.clone(), seq.clone()]),
        "unzip" => match elem {
            Ty::Tuple(elems) => {
                Ty::Tuple(elems.iter().cloned().map(|elem| Ty::Seq(Box::new(elem))).collect())
            }
            _ => Ty::Unknown,
        },
        "concat" => elem.clone(),
        "split_off" | "iter" | "iter_mut" | "into_iter" | "rev" | "skip" | "take" | "step_by"
        | "chain" | "cloned" | "copied" | "collect" | "filter" | "skip_while" | "take_while"
        | "by_ref" | "peekable" | "cycle" | "drain" | "as_slice" | "as_mut_slice" | "to_vec"
        | "to_owned" | "each_ref" | "each_mut" | "clone" | "as_ref" | "as_mut" | "inspect"
        | "fuse" | "into_boxed_slice" | "into_vec" => seq.clone(),
        "len" | "is_empty" | "count" | "contains" | "any" | "all" | "position" => Ty::Plain,
        "sum" | "product" | "max" | "min" if *elem == Ty::Plain => Ty::Plain,
        _ => Ty::Unknown,
    }
}

/// The local that the receiver is.
fn local(expr: &Expr) -> Option<&Ident> {
    match expr {
        Expr::Path(_) | Expr::Paren(_) | Expr::Unary(_) => root(expr),
        _ => None,
    }
}
