//! The struct.

use syn::{
    Attribute, Expr, ExprField, Fields, GenericParam, Generics, Ident, ItemStruct, Member, Pat,
    Type, Visibility, visit_mut::VisitMut,
};

use super::Ungroup;
use crate::{
    attr::{self, Options, Place},
    diag::Diag,
    errors,
    expand::names_models,
    ir::{Path, Step},
    rustc::{self, aliases},
    ty::{self, Ty},
};

/// A struct of layers.
pub struct Model {
    pub vis: Visibility,
    pub ident: Ident,
    pub generics: Generics,
    pub fields: Vec<Field>,
}

/// A field that has a form under each backend.
pub struct Field {
    pub vis: Visibility,
    pub ident: Ident,
    /// Its type in the source.
    pub written: Type,
    pub ty: Ty,
    /// `model`: a model of the user's, or several.
    pub model: bool,
    /// `skip`: it has no lowered form.
    pub skip: bool,
    /// In which builds it is there.
    pub cfgs: Vec<Attribute>,
}

/// Whether a pattern is `Act::Leaky(…)`, of the enum `Act`.
fn names_variant(pat: &Pat, of: &Ident) -> bool {
    let is_variant = |path: &syn::Path| path.segments.len() == 2 && path.segments[0].ident == *of;
    match pat {
        Pat::Path(path) => is_variant(&path.path),
        Pat::TupleStruct(pat) => is_variant(&pat.path),
        Pat::Struct(pat) => is_variant(&pat.path),
        Pat::Or(or) => or.cases.iter().any(|pat| names_variant(pat, of)),
        Pat::Paren(paren) => names_variant(&paren.pat, of),
        _ => false,
    }
}

/// What an alias beside the struct `of` is, if nothing of the user's is in it.
fn aliased(alias: &Ident, of: &Ident) -> Option<Ty> {
    let ty = Ty::of(&aliases::alias(alias, of)?, &[]);
    (!names_models(&ty)).then_some(ty)
}

/// A type with what its aliases are.
fn resolved(ty: Ty, of: &Ident) -> Ty {
    let inner = |ty: Box<Ty>| Box::new(resolved(*ty, of));
    match ty {
        Ty::Named(name) => aliased(&name, of).unwrap_or(Ty::Named(name)),
        Ty::Seq(ty) => Ty::Seq(inner(ty)),
        Ty::Option(ty) => Ty::Option(inner(ty)),
        Ty::Tuple(types) => Ty::Tuple(types.into_iter().map(|ty| resolved(ty, of)).collect()),
        ty => ty,
    }
}

impl Model {
    pub fn parse(diag: &Diag, item: &ItemStruct) -> Option<Self> {
        let mut item = item.clone();
        Ungroup.visit_item_struct_mut(&mut item);
        let item = &item;
        for param in &item.generics.params {
            if let GenericParam::Lifetime(lifetime) = param {
                match rustc::is_nowhere(
                    item.fields.iter().map(|field| &field.ty),
                    &lifetime.lifetime.ident,
                ) {
                    true => diag.left_to_rustc(),
                    false => diag.error(errors::lifetime(lifetime)),
                }
            }
        }
        let fields = match &item.fields {
            Fields::Named(fields) => &fields.named,
            Fields::Unnamed(_) | Fields::Unit => {
                diag.error(errors::no_named_fields(item));
                return None;
            }
        };
        let params: Vec<_> = item.generics.type_params().map(|param| &param.ident).collect();
        let fields = fields.iter().filter_map(|field| {
            let options = Options::of(diag, Place::Field, &field.attrs);
            let ty = match (options.layer, Ty::of(&field.ty, &params)) {
                (Some(layer), ty) => ty.with_layer(layer),
                (None, ty) if options.model => ty.without_layers(),
                (None, ty) => resolved(ty, &item.ident),
            };
            Some(Field {
                vis: field.vis.clone(),
                ident: field.ident.clone()?,
                written: field.ty.clone(),
                ty,
                model: options.model,
                skip: options.skip.is_some(),
                cfgs: field.attrs.iter().filter(|attr| attr::is_cfg(attr)).cloned().collect(),
            })
        });
        Some(Model {
            vis: item.vis.clone(),
            ident: item.ident.clone(),
            generics: item.generics.clone(),
            fields: fields.collect(),
        })
    }

    /// The type that is written for what is at `path`, if that can be followed, or for all that is in the
    /// container there.
    pub fn type_at(&self, path: &Path) -> Option<&Type> {
        let (Step::Field(name), rest) = path.0.split_first()? else { return None };
        let field = self.fields.iter().find(|field| field.ident == name)?;
        let followed = rest.iter().try_fold(&field.written, |ty, step| ty::at(ty, step));
        let inside = || rest.iter().any(|step| matches!(step, Step::Field(_)));
        followed.or_else(|| {
            if inside() {
                return None;
            }
            let mut leaves = Vec::new();
            ty::leaves(&field.written, &mut leaves);
            leaves.pop().filter(|_| leaves.is_empty())
        })
    }

    /// The field that `expr` is, as `self.name`, and its name there.
    pub fn field_of<'e>(&self, expr: &'e Expr) -> Option<(&Field, &'e Ident)> {
        let Expr::Field(ExprField { base, member: Member::Named(name), .. }) = expr else {
            return None;
        };
        let is_self = matches!(&**base, Expr::Path(path) if path.path.is_ident("self"));
        let field = self.fields.iter().find(|field| is_self && field.ident == *name)?;
        Some((field, name))
    }

    /// The type of the field `expr`, if it is an enum's, by what it is matched with: a model is none.
    pub fn enum_of(&self, expr: &Expr, pats: &[&Pat]) -> Option<&Type> {
        let (field, _) = self.field_of(expr)?;
        let Type::Path(ty) = &field.written else { return None };
        let ty = ty.path.get_ident()?;
        pats.iter().any(|pat| names_variant(pat, ty)).then_some(&field.written)
    }

    /// The field at `path` if that is what is in it: of `Option<BatchNorm2d>`.
    pub fn optional_layer(&self, path: &Path) -> Option<&Ident> {
        let [Step::Field(name), Step::Some] = path.0.as_slice() else { return None };
        let field = self.fields.iter().find(|field| field.ident == name)?;
        let inner = ty::at(&field.written, &Step::Some)?;
        let is_itself =
            matches!(&field.written, Type::Path(_)) && std::ptr::eq(ty::unboxed(inner), inner);
        (is_itself && matches!(field.ty, Ty::Option(_))).then_some(&field.ident)
    }

    /// The types of fields that may be models: those that are named and known to nobody but rustc.
    pub fn named_types(&self) -> Vec<&Type> {
        // What depends on parameters is not known without them.
        let fields = self.fields.iter().filter(|field| !field.skip && field.cfgs.is_empty());
        let fields = fields.filter(|field| !matches!(field.ty, Ty::Layer(_)));
        let mut found = Vec::new();
        fields.for_each(|field| ty::leaves(&field.written, &mut found));
        found.retain(|ty| {
            self.generics.params.is_empty() && matches!(Ty::of(ty, &[]), Ty::Named(_))
        });
        found
    }

    /// The names of types that are said to be models.
    pub fn known_models(&self) -> impl Iterator<Item = String> {
        let mut found = Vec::new();
        let said = self.fields.iter().filter(|field| field.model);
        said.for_each(|field| ty::leaves(&field.written, &mut found));
        found.into_iter().filter_map(|ty| match ty {
            Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
            _ => None,
        })
    }

    /// Which of the named types is at a place, or in the container there, and its name.
    pub fn named_at(&self, path: &Path) -> Option<(usize, &Ident)> {
        let mut leaves = Vec::new();
        ty::leaves(self.type_at(path)?, &mut leaves);
        let [Type::Path(leaf)] = leaves.as_slice() else { return None };
        let is_it = |named: &&Type| matches!(named, Type::Path(named) if named == leaf);
        let number = self.named_types().iter().position(is_it)?;
        Some((number, &leaf.path.segments.last()?.ident))
    }

    /// Whether there is anything to ask of them.
    pub fn has_named_types(&self) -> bool {
        self.generics.params.is_empty()
            && self.lowered_fields().any(|field| names_models(&field.ty))
    }

    /// The fields of the lowered model.
    pub fn lowered_fields(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| !field.skip)
    }
}
