// Written by generate.py 25 1.

model!(model0, |self, x| {
            let mut x = {
                let (mut x, mut z) = (self.b.forward(x.clone()), self.norm2.forward(x.clone()));
                x.clone()
            };
            if self.on {
                if self.on {
                    return self.convs[1].forward(x.clone());
                }
                if x.max_value() < 0.7 || self.on {
                    return self.a.forward(x.clone());
                }
            } else {
                match self.n {
                    0 => {
                        let mut w = self.act.forward(self.a.forward(&x));
                    }
                    1 | 2 => {
                        let mut w = self.act.forward(&x);
                    }
                    _ => {
                        let mut x = F::relu(F::max_pool2d(F::pad(&x, [1, 1, 1, 1], 0.0), 3, 1));
                    }
                }
                let (mut y, mut z) = ((x.clone()).relu6(), x.clone());
            }
            let (mut x, mut z) = ((x.clone()) * 1.5, self.act.forward(&x));
            if self.on {
                return (z.clone()) + &x;
            }
            if self.n == 3 {
                return (&x + (z.clone())).relu();
            }
            x += x.clone();
            z.clone()
});

model!(model1, |self, x| {
            let mut z = self.norm2.forward(x.clone());
            z -= self.norm1.forward(self.a.forward(x.clone()));
            let mut y = (F::relu(&z)).relu6();
            for conv in &self.convs {
                y = conv.forward(x.clone());
                let (mut z, mut w) = (z.clone(), (x.clone()).relu6());
            }
            z.clone()
});

model!(model2, |self, x| {
            x -= (x.clone()) + &x;
            let mut w = x.clone();
            if self.n == 0 {
                return (w.clone()) * 0.5;
            }
            let mut x = w.clone();
            let mut z = (self.k - (w.clone()) + (x.clone())).relu();
            let mut w = self.b.forward(&w);
            self.norm1.forward(self.a.forward(self.k - (w.clone())))
});

model!(model3, |self, x| {
            let mut x = (self.a.forward(x.clone()) + (self.a.forward(x.clone()))).relu();
            let mut x = (x.clone()) + (x.clone()).relu6();
            if x.max_value() < 0.7 || self.on {
                return x.clone();
            }
            let mut x = (self.norm1.forward(&x)) + (x.clone()).relu6();
            let mut w = self.norm2.forward(self.norm2.forward(&x));
            x = F::max_pool2d(F::pad((w.clone()).relu6(), [1, 1, 1, 1], 0.0), 3, 1);
            let mut z = self.convs[0].forward(self.norm2.forward(w.clone()));
            let (mut z, mut w) = (self.k - (w.clone()), self.norm1.forward(&w));
            self.convs[0].forward(self.convs[0].forward(w.clone()))
});

model!(model4, |self, x| {
            if x.mean_value() > 0.0 {
                return x.clone();
            }
            x = self.convs[0].forward(self.b.forward(&x));
            for conv in &self.convs {
                x = conv.forward(&x);
                if let Some(conv) = &self.maybe {
                    x = conv.forward(&x);
                }
                x += self.norm1.forward(self.a.forward(x.clone()));
                if self.on { continue; }
            }
            if x.mean_value() > -0.2 {
                if x.max_value() < 0.7 || self.on {
                    if x.mean_value() > -0.2 {
                        let mut w = self.norm1.forward(self.a.forward(&x));
                    } else {
                        let mut y = self.norm1.forward((if self.on { x.clone() } else { x.clone() }));
                    }
                } else {
                    for conv in &self.convs {
                        x = conv.forward(&x);
                        let mut x = self.convs[0].forward((x.clone()).relu6());
                        let mut w = (if self.n == 2 { self.c.forward(&x) } else { x.clone() });
                    }
                }
                x = x.clone();
            } else {
                if x.dim() == 4 && self.n > 2 {
                    if x.dim() == 4 && self.n > 0 {
                        let mut y = self.k - (self.norm2.forward(&x));
                        let mut w = (if self.on { (y.clone()) * 1.5 } else { self.c.forward(&x) });
                    }
                    let mut w = {
                        let mut y = ((x.clone()).relu6() + (x.clone())).relu();
                        self.norm1.forward(self.a.forward(&y))
                    };
                } else {
                    let (mut x, mut z) = (x.clone(), x.clone());
                    z += self.convs[1].forward(&z);
                }
                let mut w = self.norm1.forward(self.a.forward((x.clone()) * 0.5));
            }
            self.norm1.forward(self.a.forward((x.clone()) * self.k))
});

model!(model5, |self, x| {
            let mut y = {
                let (mut z, mut x) = ((x.clone()) * 0.5, F::max_pool2d(F::pad(&x, [1, 1, 1, 1], 0.0), 3, 1));
                (x.clone()).relu6()
            };
            let mut z = y.clone();
            let mut z = self.c.forward(self.norm1.forward(self.a.forward(&z)));
            for conv in &self.convs {
                x = conv.forward(&x).relu();
                x = self.norm1.forward(self.a.forward((x.clone()) + &z));
                x = F::relu(1.0 - (x.clone()));
                if y.dim() == 4 && self.n > 1 { break; }
            }
            match self.n {
                0 => {
                    x = F::relu((x.clone()) + x.clone());
                }
                1 | 2 => {
                    z += self.norm2.forward(x.clone());
                }
                _ => {
                    if z.mean_value() > 0.1 {
                        let mut z = z.clone();
                    } else {
                        let mut w = self.a.forward(self.act.forward(&x));
                    }
                }
            }
            let mut w = {
                let mut x = F::max_pool2d(F::pad(self.norm1.forward(self.a.forward(&x)), [1, 1, 1, 1], 0.0), 3, 1);
                (y.clone() + (x.clone())).relu()
            };
            let mut x = self.b.forward(1.0 - (z.clone()));
            x = (if x.max_value() < 0.7 || self.on { (w.clone() + (y.clone())).relu() } else { F::relu(z.clone()) });
            (F::max_pool2d(F::pad(x.clone(), [1, 1, 1, 1], 0.0), 3, 1)) * self.k
});

model!(model6, |self, x| {
            let mut w = self.k - (self.a.forward(x.clone()));
            if x.dim() == 4 && self.n > 1 {
                let mut x = {
                    for conv in &self.convs {
                        x = conv.forward(&w).relu();
                        let mut y = x.clone();
                    }
                    (if self.on { x.clone() } else { x.clone() })
                };
                if w.mean_value() > -0.2 {
                    return self.norm2.forward(w.clone());
                }
            }
            if let Some(conv) = &self.maybe {
                x = conv.forward(&x);
            }
            let mut y = self.norm1.forward(self.a.forward(self.a.forward(&x)));
            if self.n == 3 {
                return (if w.dim() == 4 && self.n > 2 { w.clone() } else { y.clone() });
            }
            let mut z = self.b.forward((y.clone()) * 0.5);
            let (mut z, mut y) = (self.norm1.forward(self.a.forward(y.clone())), self.c.forward(w.clone()));
            let mut z = ((x.clone()) * self.k + (y.clone())).relu();
            self.convs[0].forward(self.convs[0].forward(x.clone()))
});

model!(model7, |self, x| {
            match self.n {
                0 => {
                    for conv in &self.convs {
                        x = conv.forward(&x).relu();
                        let mut z = x.clone();
                        if x.max_value() < 0.7 || self.on { continue; }
                    }
                }
                1 | 2 => {
                    let mut y = self.convs[1].forward(self.act.forward(x.clone()));
                }
                _ => {
                    let (mut w, mut z) = (self.norm1.forward(self.a.forward(&x)), x.clone());
                }
            }
            let mut z = {
                x -= (x.clone()) * 1.5;
                1.0 - (x.clone())
            };
            for conv in &self.convs {
                z = conv.forward(x.clone());
                let mut y = F::max_pool2d(F::pad(self.act.forward(&x), [1, 1, 1, 1], 0.0), 3, 1);
                if self.on { break; }
            }
            let mut z = {
                if x.mean_value() > -0.2 {
                    return z.clone();
                }
                (x.clone()).relu6()
            };
            let mut y = ((x.clone()) * self.k + (F::relu(&z))).relu();
            let mut x = F::relu(self.a.forward(y.clone()));
            if x.max_value() < 0.7 || self.on {
                y = self.c.forward(&x);
            } else {
                let mut z = {
                    match self.n {
                        0 => {
                            let mut x = F::relu((if z.mean_value() > 0.0 { z.clone() } else { z.clone() }));
                        }
                        1 | 2 => {
                            let mut w = x.clone();
                        }
                        _ => {
                            let mut z = self.convs[0].forward((x.clone()) + &x);
                        }
                    }
                    (y.clone()) * self.k
                };
            }
            for conv in &self.convs {
                z = conv.forward(x.clone()).relu();
                y -= x.clone();
            }
            F::relu(F::max_pool2d(F::pad(&z, [1, 1, 1, 1], 0.0), 3, 1))
});

model!(model8, |self, x| {
            let mut y = ((x.clone()) * 1.5).relu6();
            let (mut w, mut y) = ((y.clone()) * 0.5, x.clone());
            if self.n == 2 {
                let mut z = x.clone();
                let mut x = (F::relu(z.clone())) + self.convs[1].forward(z.clone());
            }
            let mut w = self.norm1.forward(self.a.forward((if y.max_value() < 0.7 || self.on { y.clone() } else { x.clone() })));
            let mut x = {
                let mut x = y.clone();
                w.clone()
            };
            if x.mean_value() > 0.1 {
                let (mut x, mut z) = ((if y.mean_value() > -0.2 { x.clone() } else { y.clone() }), self.c.forward(x.clone()));
            }
            self.norm1.forward(F::relu(w.clone()))
});

model!(model9, |self, x| {
            for conv in &self.convs {
                x = conv.forward(x.clone());
                if self.on {
                    if let Some(conv) = &self.maybe {
                        x = conv.forward(x.clone());
                    }
                    match self.n {
                        0 => {
                            let mut y = x.clone();
                        }
                        1 | 2 => {
                            let mut w = self.b.forward((if self.on { x.clone() } else { x.clone() }));
                        }
                        _ => {
                            let mut z = self.act.forward((x.clone()) + x.clone());
                        }
                    }
                } else {
                    if self.on {
                        let mut y = self.act.forward(F::max_pool2d(F::pad(x.clone(), [1, 1, 1, 1], 0.0), 3, 1));
                    } else {
                        x = F::relu((&x + (x.clone())).relu());
                    }
                    if x.max_value() < 0.7 || self.on {
                        x = ((x.clone()) * 1.5) * 0.5;
                        let mut y = x.clone();
                    } else {
                        x = (F::relu(&x)).relu6();
                        let mut z = self.k - (x.clone());
                    }
                }
                if self.on { break; }
            }
            for conv in &self.convs {
                x = conv.forward(&x).relu();
                let mut x = F::relu((if self.on { x.clone() } else { x.clone() }));
                let mut y = (self.c.forward(x.clone())) + (x.clone()) * 1.5;
            }
            x = (if x.max_value() < 0.7 || self.on { self.norm2.forward(&x) } else { F::relu(&x) });
            x += self.norm2.forward(x.clone());
            (self.act.forward(x.clone())) + self.norm2.forward(&x)
});

model!(model10, |self, x| {
            if x.mean_value() > -0.2 {
                let mut w = self.act.forward((x.clone()) * 1.5);
            }
            if x.mean_value() > 0.1 {
                let mut y = self.norm2.forward((if x.mean_value() > -0.2 { x.clone() } else { x.clone() }));
            }
            if let Some(conv) = &self.maybe {
                x = conv.forward(x.clone());
            }
            if self.n == 1 {
                return (x.clone()) * 1.5;
            }
            let mut y = {
                let mut w = self.norm1.forward(self.a.forward((if x.max_value() < 0.7 || self.on { x.clone() } else { x.clone() })));
                (x.clone()).relu6()
            };
            (x.clone()) * 1.5
});

model!(model11, |self, x| {
            if let Some(conv) = &self.maybe {
                x = conv.forward(x.clone());
            }
            let mut y = self.norm1.forward((x.clone()) + &x);
            x += self.c.forward(&x);
            if self.n == 0 {
                return self.k - (x.clone());
            }
            if self.n == 1 {
                let mut z = F::relu(self.norm2.forward(x.clone()));
                let mut w = x.clone();
            } else {
                for conv in &self.convs {
                    y = conv.forward(&y).relu();
                    y = self.c.forward(self.act.forward(y.clone()));
                    if let Some(conv) = &self.maybe {
                        x = conv.forward(&x);
                    }
                }
                let mut z = (F::max_pool2d(F::pad(&y, [1, 1, 1, 1], 0.0), 3, 1)) + self.act.forward(y.clone());
            }
            (y.clone()).relu6()
});

model!(model12, |self, x| {
            if self.on {
                return self.act.forward(x.clone());
            }
            let mut y = self.norm1.forward(self.a.forward(F::max_pool2d(F::pad(x.clone(), [1, 1, 1, 1], 0.0), 3, 1)));
            let mut y = F::relu(F::relu(x.clone()));
            let mut w = (self.act.forward(x.clone())).relu6();
            let mut w = self.convs[0].forward((x.clone()) + w.clone());
            let mut w = {
                x = w.clone();
                let mut y = F::max_pool2d(F::pad((x.clone()) + &x, [1, 1, 1, 1], 0.0), 3, 1);
                (y.clone() + (y.clone())).relu()
            };
            x = (x.clone()).relu6();
            (self.act.forward(&x) + (F::max_pool2d(F::pad(w.clone(), [1, 1, 1, 1], 0.0), 3, 1))).relu()
});

model!(model13, |self, x| {
            let mut w = F::relu((x.clone()).relu6());
            if self.on {
                if self.n == 2 {
                    return w.clone();
                }
            }
            if self.n == 3 {
                let mut z = self.norm1.forward(self.a.forward(&w));
            } else {
                let mut y = self.convs[0].forward((x.clone()).relu6());
            }
            match self.n {
                0 => {
                    if x.max_value() < 0.7 || self.on {
                        return x.clone();
                    }
                }
                1 | 2 => {
                    for conv in &self.convs {
                        w = conv.forward(&w).relu();
                        let mut y = F::max_pool2d(F::pad(self.b.forward(&w), [1, 1, 1, 1], 0.0), 3, 1);
                        let mut z = y.clone();
                        if self.n == 1 { continue; }
                    }
                }
                _ => {
                    let mut z = self.act.forward((x.clone()) + x.clone());
                }
            }
            if x.dim() == 4 && self.n > 1 {
                return self.k - (w.clone());
            }
            let mut z = self.norm2.forward(self.a.forward(&x));
            if let Some(conv) = &self.maybe {
                z = conv.forward(x.clone());
            }
            let mut z = (F::max_pool2d(F::pad(&w, [1, 1, 1, 1], 0.0), 3, 1)) * 1.5;
            (self.convs[1].forward(z.clone())) + &z
});

model!(model14, |self, x| {
            let mut y = F::max_pool2d(F::pad((&x + (x.clone())).relu(), [1, 1, 1, 1], 0.0), 3, 1);
            let mut w = y.clone();
            y = self.act.forward(&y);
            let mut w = ((x.clone()) + &y) + (x.clone()) * self.k;
            let mut z = self.a.forward(self.act.forward(&x));
            self.norm1.forward(self.act.forward(&y))
});

model!(model15, |self, x| {
            x = self.c.forward(&x);
            let mut w = self.b.forward((x.clone()).relu6());
            w = self.act.forward(self.a.forward(&w));
            let mut z = x.clone();
            if z.mean_value() > 0.0 {
                let mut y = (self.convs[1].forward(w.clone())) * 1.5;
                for conv in &self.convs {
                    x = conv.forward(x.clone()).relu();
                    for conv in &self.convs {
                        x = conv.forward(x.clone()).relu();
                        x = (if self.on { x.clone() } else { self.k - (x.clone()) });
                        if x.mean_value() > 0.1 { continue; }
                    }
                    if z.mean_value() > 0.1 { continue; }
                }
            }
            z.clone()
});

model!(model16, |self, x| {
            let mut z = {
                if self.n == 1 {
                    return x.clone();
                }
                let mut x = x.clone();
                self.norm1.forward(self.a.forward(x.clone()))
            };
            let mut y = self.act.forward((z.clone()) * 1.5);
            let (mut z, mut w) = (self.convs[1].forward(&x), self.convs[1].forward(z.clone()));
            y = w.clone();
            self.norm1.forward(self.norm2.forward(&w))
});

model!(model17, |self, x| {
            if self.n == 3 {
                return self.c.forward(&x);
            }
            let mut y = self.norm1.forward(self.a.forward(self.b.forward(x.clone())));
            for conv in &self.convs {
                y = conv.forward(&x).relu();
                let mut w = self.convs[1].forward(self.norm1.forward(x.clone()));
            }
            let mut w = y.clone();
            y.clone()
});

model!(model18, |self, x| {
            let (mut y, mut x) = (self.convs[1].forward(&x), (x.clone()) + x.clone());
            if x.dim() == 4 && self.n > 1 {
                y = self.norm1.forward(x.clone());
                match self.n {
                    0 => {
                        let mut z = y.clone();
                    }
                    1 | 2 => {
                        let mut z = y.clone();
                    }
                    _ => {
                        let mut z = self.a.forward(self.act.forward(&x));
                    }
                }
            }
            let (mut x, mut w) = ((x.clone()).relu6(), (y.clone() + (x.clone())).relu());
            let mut y = 1.0 - (w.clone());
            (x.clone()).relu6()
});

model!(model19, |self, x| {
            if x.mean_value() > -0.2 {
                return self.norm2.forward(&x);
            }
            let mut z = {
                let mut y = {
                    let mut w = self.c.forward(self.norm1.forward(&x));
                    let (mut z, mut y) = ((x.clone()).relu6(), self.norm1.forward(self.a.forward(x.clone())));
                    F::relu(y.clone())
                };
                (x.clone()) + y.clone()
            };
            for conv in &self.convs {
                x = conv.forward(&x).relu();
                if self.n == 2 {
                    z = self.a.forward((&z + (x.clone())).relu());
                    x += F::max_pool2d(F::pad(&z, [1, 1, 1, 1], 0.0), 3, 1);
                } else {
                    let mut y = ((&x + (z.clone())).relu()) + self.norm2.forward(z.clone());
                    if let Some(conv) = &self.maybe {
                        z = conv.forward(x.clone());
                    }
                }
                if x.dim() == 4 && self.n > 0 { continue; }
            }
            x += F::max_pool2d(F::pad(&x, [1, 1, 1, 1], 0.0), 3, 1);
            let mut y = x.clone();
            for conv in &self.convs {
                y = conv.forward(x.clone());
                let mut w = self.norm1.forward(self.a.forward(self.norm1.forward(&y)));
            }
            for conv in &self.convs {
                z = conv.forward(z.clone()).relu();
                let mut z = self.norm1.forward(self.a.forward(&x));
                if self.on {
                    x += F::relu(y.clone());
                    let (mut y, mut z) = (y.clone(), (y.clone()).relu6());
                } else {
                    z = (if x.max_value() < 0.7 || self.on { self.k - (z.clone()) } else { self.norm1.forward(self.a.forward(z.clone())) });
                    let mut z = (y.clone() + (self.norm2.forward(&x))).relu();
                }
            }
            z.clone()
});

model!(model20, |self, x| {
            let mut y = F::max_pool2d(F::pad(self.norm2.forward(&x), [1, 1, 1, 1], 0.0), 3, 1);
            if self.n == 0 {
                return (x.clone()) * 1.5;
            }
            let mut x = ((&x + (y.clone())).relu()).relu6();
            let mut w = 1.0 - (self.convs[1].forward(&y));
            self.a.forward(self.c.forward(w.clone()))
});

model!(model21, |self, x| {
            let mut y = self.k - ((if self.on { x.clone() } else { x.clone() }));
            let mut x = self.a.forward(self.a.forward(&y));
            if x.dim() == 4 && self.n > 0 {
                return (y.clone()) + x.clone();
            }
            for conv in &self.convs {
                y = conv.forward(x.clone());
                match self.n {
                    0 => {
                        let mut y = 1.0 - ((if y.max_value() < 0.7 || self.on { x.clone() } else { y.clone() }));
                    }
                    1 | 2 => {
                        x = self.a.forward(F::relu(&x));
                    }
                    _ => {
                        let mut z = (if y.mean_value() > 0.1 { (x.clone()) + &x } else { (y.clone() + (x.clone())).relu() });
                    }
                }
                let mut w = (self.k - (x.clone())) * self.k;
            }
            if y.max_value() < 0.7 || self.on {
                return (x.clone()) + &x;
            }
            let (mut w, mut y) = (F::relu(&y), self.c.forward(y.clone()));
            let mut x = w.clone();
            w = ((x.clone()) + x.clone()) + self.k - (w.clone());
            ((y.clone()) + &w) + (y.clone()) + &w
});

model!(model22, |self, x| {
            for conv in &self.convs {
                x = conv.forward(&x);
                let mut z = {
                    for conv in &self.convs {
                        x = conv.forward(x.clone());
                        let mut w = (self.k - (x.clone())) * 0.5;
                    }
                    self.a.forward(&x)
                };
                z += (x.clone()) * 1.5;
            }
            let mut w = (x.clone()) * 0.5;
            if self.on {
                return self.c.forward(x.clone());
            }
            for conv in &self.convs {
                x = conv.forward(w.clone());
                let (mut z, mut w) = (w.clone(), (x.clone()) * 0.5);
            }
            let mut w = self.norm1.forward((if x.mean_value() > 0.1 { w.clone() } else { w.clone() }));
            if let Some(conv) = &self.maybe {
                x = conv.forward(w.clone());
            }
            self.act.forward(self.act.forward(&w))
});

model!(model23, |self, x| {
            let mut z = self.norm1.forward((if x.max_value() < 0.7 || self.on { x.clone() } else { x.clone() }));
            z += (x.clone()) * 0.5;
            z -= (&z + (z.clone())).relu();
            let mut y = self.b.forward(self.convs[0].forward(&x));
            let mut z = {
                for conv in &self.convs {
                    z = conv.forward(x.clone());
                    if y.mean_value() > -0.2 {
                        return self.norm1.forward(self.a.forward(&x));
                    }
                }
                y.clone()
            };
            let mut w = {
                let mut w = {
                    if self.on {
                        return self.convs[1].forward(&x);
                    }
                    self.convs[1].forward(&z)
                };
                self.norm2.forward(w.clone())
            };
            let mut y = F::max_pool2d(F::pad(self.b.forward(y.clone()), [1, 1, 1, 1], 0.0), 3, 1);
            z -= (w.clone()) * self.k;
            self.b.forward(F::max_pool2d(F::pad(&y, [1, 1, 1, 1], 0.0), 3, 1))
});

model!(model24, |self, x| {
            let (mut y, mut w) = (1.0 - (x.clone()), self.b.forward(&x));
            y = (F::relu(&x)).relu6();
            let mut w = (self.c.forward(&y) + (x.clone())).relu();
            let mut y = {
                let mut w = 1.0 - ((y.clone()) + y.clone());
                if x.max_value() < 0.7 || self.on {
                    return w.clone();
                }
                (y.clone()).relu6()
            };
            let mut z = self.norm1.forward(self.a.forward((&y + (y.clone())).relu()));
            x += self.norm1.forward(self.a.forward(z.clone()));
            let mut x = {
                if let Some(conv) = &self.maybe {
                    x = conv.forward(w.clone());
                }
                x += z.clone();
                self.c.forward(w.clone())
            };
            let mut z = {
                x = self.c.forward((y.clone()) + &y);
                (x.clone() + (y.clone())).relu()
            };
            self.convs[0].forward(self.act.forward(x.clone()))
});

