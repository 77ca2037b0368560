//! What is asked of the fields where helpers are called: whether they are, and what they are given.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::Ident;

use super::guard::may_panic;
use crate::ir::{Given, HelperCall, LayerRef, Program};

/// Puts the conditions under which a helper is called at all to those of its operations, which end
/// where the next function's start.
pub fn guard_helpers(program: &mut Program, ends: &[usize]) {
    for i in 1..ends.len() {
        let name = program.functions[i].method.ident();
        // What may not be called is asked nothing that it alone asks.
        if may_not_be_called(program, name, &mut Vec::new()) {
            for op in &mut program.ops[ends[i - 1]..ends[i]] {
                op.guards.retain(|guard| !may_panic(guard));
            }
        }
        if let Some(called) = called(program, name, &mut Vec::new()) {
            for op in &mut program.ops[ends[i - 1]..ends[i]] {
                op.guards.insert(0, called.clone());
            }
        }
    }
}

/// Whether something else than the model may decide that a helper is not called; calls that go round
/// through `path` decide nothing.
fn may_not_be_called(program: &Program, name: &Ident, path: &mut Vec<Ident>) -> bool {
    path.push(name.clone());
    let mut calls = program.calls.iter().filter(|call| call.callee == *name);
    calls.any(|call| {
        let caller = &call.caller;
        call.inexact > 0 || !path.contains(caller) && may_not_be_called(program, caller, path)
    })
}

/// Notes which layers helpers are given.
pub fn find_given(program: &mut Program, ends: &[usize]) {
    for i in 1..ends.len() {
        let name = program.functions[i].method.ident();
        let calls: Vec<_> = program.calls.iter().filter(|call| call.callee == *name).collect();
        for op in &mut program.ops[ends[i - 1]..ends[i]] {
            let Some(LayerRef { given, .. }) = &mut op.layer else { continue };
            let Given::Param(param, rest) = &*given else { continue };
            let places = calls.iter().map(|call| {
                let place =
                    call.layers.get(*param)?.as_ref().filter(|path| path.given().is_none())?;
                Some(rest.iter().fold(place.clone(), |path, step| path.then(step.clone())))
            });
            *given = places.collect::<Option<_>>().map_or(Given::Nothing, Given::OneOf);
        }
    }
}

/// The condition under which a method is called, if it is not always; calls that go round through
/// `path` add nothing.
fn called(program: &Program, name: &Ident, path: &mut Vec<Ident>) -> Option<TokenStream> {
    let mut functions = program.functions.iter().map(|function| &function.method);
    if functions.any(|method| method.ident() == name && method.is_entry()) {
        return None;
    }
    path.push(name.clone());
    let mut ways = Vec::new();
    for call in program.calls.iter().filter(|call| call.callee == *name) {
        if path.contains(&call.caller) {
            continue;
        }
        let guards: Vec<_> =
            called(program, &call.caller, path).into_iter().chain(call.guards.clone()).collect();
        ways.push((!guards.is_empty()).then(|| quote!(#((#guards))&&*)));
    }
    path.pop();
    let ways: Vec<_> = ways.into_iter().collect::<Option<_>>()?;
    Some(quote!(false #(|| (#ways))*))
}

/// What stands for a parameter of a helper in its conditions.
pub fn param(helper: &Ident, number: usize) -> Ident {
    format_ident!("__{number}_of_{helper}")
}

/// Puts what helpers are given in the place of their parameters, in the conditions of their operations and
/// calls: those that ask something of what is not known are left out.
pub fn resolve_params(program: &mut Program, ends: &[usize]) {
    for i in 1..ends.len() {
        let name = program.functions[i].method.ident().clone();
        for id in ends[i - 1]..ends[i] {
            let guards = std::mem::take(&mut program.ops[id].guards);
            program.ops[id].guards = resolved_all(program, &name, guards);
        }
    }
    let calls = program.calls.iter().map(|call| {
        let guards = call.guards.clone();
        resolved_all(program, &call.caller, guards)
    });
    let calls: Vec<_> = calls.collect();
    program.calls.iter_mut().zip(calls).for_each(|(call, guards)| call.guards = guards);
}

fn resolved_all(program: &Program, name: &Ident, guards: Vec<TokenStream>) -> Vec<TokenStream> {
    guards.into_iter().filter_map(|guard| resolved(program, name, guard, &mut Vec::new())).collect()
}

/// A condition of a helper as it is for what it is given, by one of its calls at least.
fn resolved(
    program: &Program,
    name: &Ident,
    condition: TokenStream,
    path: &mut Vec<Ident>,
) -> Option<TokenStream> {
    let function = program.functions.iter().find(|function| function.method.ident() == name)?;
    let params: Vec<_> = (0..function.method.params.len()).map(|i| param(name, i)).collect();
    if !params.iter().any(|param| mentions(&condition, param)) {
        return Some(condition);
    }
    if path.contains(name) {
        return None;
    }
    path.push(name.clone());
    let calls = program.calls.iter().filter(|call| call.callee == *name);
    let ways = calls.map(|HelperCall { caller, guards, known, .. }| {
        let given = substituted(condition.clone(), &params, known)?;
        let way = quote!(#((#guards) &&)* (#given));
        resolved(program, caller, way, path)
    });
    let ways: Option<Vec<_>> = ways.collect();
    path.pop();
    let ways = ways?;
    Some(quote!(false #(|| (#ways))*))
}

fn mentions(tokens: &TokenStream, name: &Ident) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == *name,
        TokenTree::Group(group) => mentions(&group.stream(), name),
        _ => false,
    })
}

/// `tokens` with what is `known` in the place of `params`, if it is.
fn substituted(
    tokens: TokenStream,
    params: &[Ident],
    known: &[Option<TokenStream>],
) -> Option<TokenStream> {
    let tokens = tokens.into_iter().map(|token| match token {
        TokenTree::Ident(ident) => match params.iter().position(|param| *param == ident) {
            Some(i) => {
                let known = known.get(i)?.as_ref()?;
                Some(quote!((#known)))
            }
            None => Some(ident.into_token_stream()),
        },
        TokenTree::Group(group) => {
            let mut inner =
                Group::new(group.delimiter(), substituted(group.stream(), params, known)?);
            inner.set_span(group.span());
            Some(TokenTree::from(inner).into())
        }
        token => Some(token.into()),
    });
    tokens.collect()
}
