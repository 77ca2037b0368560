//! Every f32 operation and layer, in each of its forms, against PyTorch's answers.

use quantizable::{
    Tensor,
    functional::{self as F, AvgPool2dArgs, Conv2dArgs, MaxPool2dArgs, OutputSize},
    nn::{
        AdaptiveAvgPool2d, AvgPool2d, BatchNorm1d, BatchNorm2d, Conv2d, Dropout, ELU, Flatten,
        GELU, Hardsigmoid, Hardswish, Identity, LeakyReLU, Linear, MaxPool2d, ReLU, ReLU6, SiLU,
        Sigmoid, Tanh,
    },
};
use quantizable_tests::vectors::Vectors;

#[test]
fn conv2d() {
    for case in Vectors::open("conv2d").cases() {
        let (x, w, b) = (case.tensor("input"), case.tensor("weight"), case.find("bias"));
        let [stride, padding, dilation] =
            ["stride", "padding", "dilation"].map(|name| case.pair(name));
        let groups = case.int("groups") as usize;
        let args = Conv2dArgs { stride, padding, dilation, groups };
        let b_ref = b.as_ref();
        case.check("a function", &F::conv2d(&x, &w, b_ref, stride, padding, dilation, groups));
        case.check("a function of a struct", &F::conv2d_with(&x, &w, b_ref, args));
        case.check("a method", &x.conv2d(&w, b_ref, stride, padding, dilation, groups));
        let layer = Conv2d::from_weights(&w, b.clone())
            .stride(stride)
            .padding(padding)
            .dilation(dilation)
            .groups(groups);
        case.check("a layer", &layer.forward(&x));

        let [inputs, outputs] = ["in_channels", "out_channels"].map(|name| case.int(name) as usize);
        let new = Conv2d::new(inputs, outputs, case.pair("kernel_size"))
            .groups(groups)
            .bias(case.flag("bias"));
        assert_eq!(new.weight().shape(), w.shape(), "{}", case.name());
        let shape = |bias: Option<&Tensor>| bias.map(|b| b.shape().to_vec());
        assert_eq!(shape(new.get_bias()), shape(b_ref), "{}", case.name());
    }
}

#[test]
fn linear() {
    for case in Vectors::open("linear").cases() {
        let (x, w, b) = (case.tensor("input"), case.tensor("weight"), case.find("bias"));
        case.check("a function", &F::linear(&x, &w, b.as_ref()));
        case.check("a method", &x.linear(&w, b.as_ref()));
        case.check("a layer", &Linear::from_weights(w, b).forward(x));
    }
}

#[test]
fn batch_norm() {
    for case in Vectors::open("batch_norm").cases() {
        let x = case.tensor("input");
        let (mean, var) = (case.tensor("running_mean"), case.tensor("running_var"));
        let (weight, bias) = (case.find("weight"), case.find("bias"));
        let eps = case.number("eps");
        case.check(
            "a function",
            &F::batch_norm(&x, &mean, &var, weight.as_ref(), bias.as_ref(), eps),
        );
        let affine = case.flag("affine");
        assert_eq!(weight.is_some(), affine);
        let weight = weight.unwrap_or_else(|| Tensor::ones(mean.shape()));
        let bias = bias.unwrap_or_else(|| Tensor::zeros(mean.shape()));
        let y = match case.op() {
            "batch_norm2d" => BatchNorm2d::from_weights(weight, bias, mean, var)
                .eps(eps)
                .affine(affine)
                .forward(x),
            "batch_norm1d" => BatchNorm1d::from_weights(weight, bias, mean, var)
                .eps(eps)
                .affine(affine)
                .forward(x),
            other => panic!("{other}"),
        };
        case.check("a layer", &y);
    }
}

#[test]
fn activations() {
    for case in Vectors::open("activations").cases() {
        let x = case.tensor("input");
        let forms = match case.op() {
            "relu" => vec![F::relu(&x), x.relu(), ReLU::new().forward(x)],
            "relu6" => vec![F::relu6(&x), x.relu6(), ReLU6::new().forward(x)],
            "dropout_eval" => {
                vec![F::dropout(&x, 0.5), x.dropout(0.5), Dropout::new(0.5).forward(x)]
            }
            "identity" => vec![Identity::new().forward(x)],
            "sigmoid" => vec![F::sigmoid(&x), x.sigmoid(), Sigmoid::new().forward(x)],
            "tanh" => vec![F::tanh(&x), x.tanh(), Tanh::new().forward(x)],
            "silu" => vec![F::silu(&x), x.silu(), SiLU::new().forward(x)],
            "gelu" => vec![F::gelu(&x), x.gelu(), GELU::new().forward(x)],
            "hardswish" => vec![F::hardswish(&x), x.hardswish(), Hardswish::new().forward(x)],
            "hardsigmoid" => {
                vec![F::hardsigmoid(&x), x.hardsigmoid(), Hardsigmoid::new().forward(x)]
            }
            "leaky_relu" => {
                let slope = case.number("negative_slope");
                let layer = LeakyReLU::new().negative_slope(slope);
                vec![F::leaky_relu(&x, slope), x.leaky_relu(slope), layer.forward(x)]
            }
            "elu" => {
                let alpha = case.number("alpha");
                vec![F::elu(&x, alpha), x.elu(alpha), ELU::new().alpha(alpha).forward(x)]
            }
            other => panic!("{other}"),
        };
        forms.iter().for_each(|y| case.check("a function, method or layer", y));
    }
}

#[test]
fn max_pool2d() {
    for case in Vectors::open("max_pool2d").cases() {
        let x = case.tensor("input");
        let mut args = MaxPool2dArgs::new(case.pair("kernel_size"))
            .padding(case.pair("padding"))
            .dilation(case.pair("dilation"))
            .ceil_mode(case.flag("ceil_mode"));
        if !case.arg("stride").is_null() {
            args = args.stride(case.pair("stride"));
        }
        case.check("a function", &F::max_pool2d_with(&x, args));
        case.check("a method", &x.max_pool2d_with(args));
        let layer = MaxPool2d::new(args.kernel)
            .stride(args.stride)
            .padding(args.padding)
            .dilation(args.dilation)
            .ceil_mode(args.ceil_mode);
        case.check("a layer", &layer.forward(&x));
        if args == MaxPool2dArgs::new(args.kernel).stride(args.stride) {
            case.check("a short function", &F::max_pool2d(&x, args.kernel, args.stride));
            case.check("a short method", &x.max_pool2d(args.kernel, args.stride));
        }
    }
}

#[test]
fn avg_pool2d() {
    for case in Vectors::open("avg_pool2d").cases() {
        let x = case.tensor("input");
        let kernel = case.pair("kernel_size");
        let mut args = AvgPool2dArgs::new(kernel)
            .padding(case.pair("padding"))
            .ceil_mode(case.flag("ceil_mode"))
            .count_include_pad(case.flag("count_include_pad"));
        let mut layer = AvgPool2d::new(kernel)
            .padding(args.padding)
            .ceil_mode(args.ceil_mode)
            .count_include_pad(args.count_include_pad);
        if !case.arg("stride").is_null() {
            args = args.stride(case.pair("stride"));
            layer = layer.stride(case.pair("stride"));
        }
        if !case.arg("divisor_override").is_null() {
            let divisor = case.int("divisor_override") as usize;
            args = args.divisor_override(divisor);
            layer = layer.divisor_override(divisor);
        }
        case.check("a function", &F::avg_pool2d_with(&x, args));
        case.check("a method", &x.avg_pool2d_with(args));
        case.check("a layer", &layer.forward(&x));
        if args == AvgPool2dArgs::new(kernel).stride(args.stride) {
            case.check("a short function", &F::avg_pool2d(&x, kernel, args.stride));
            case.check("a short method", &x.avg_pool2d(kernel, args.stride));
        }
    }
}

#[test]
fn adaptive_avg_pool2d() {
    for case in Vectors::open("adaptive_avg_pool2d").cases() {
        let x = case.tensor("input");
        let size = |axis: usize| case.arg("output_size")[axis].as_u64().map(|size| size as usize);
        let output_size = OutputSize::from([size(0), size(1)]);
        case.check("a function", &F::adaptive_avg_pool2d(&x, output_size));
        case.check("a method", &x.adaptive_avg_pool2d(output_size));
        case.check("a layer", &AdaptiveAvgPool2d::new(output_size).forward(&x));
    }
}

#[test]
fn sums() {
    for case in Vectors::open("add").cases() {
        let a = case.tensor("a");
        let alpha = case.number("alpha");
        match case.op() {
            "add" => {
                let b = case.tensor("b");
                case.check("a function with alpha", &F::add_with(&a, &b, alpha));
                case.check("a method with alpha", &a.add_with(&b, alpha));
                case.check("operators", &(&a + alpha * &b));
                if alpha == 1.0 {
                    case.check("a function", &F::add(&a, &b));
                    case.check("a method", &a.add(&b));
                    case.check("an operator", &(&a + &b));
                    case.check("a difference", &(&a - &b * -1.0));
                    if case.tensor("output").shape() == a.shape() {
                        let mut c = a.clone();
                        c += &b;
                        case.check("an assignment", &c);
                    }
                }
            }
            "add_scalar" => {
                let value = case.number("scalar") * alpha;
                case.check("a function", &F::add_scalar(&a, value));
                case.check("a method", &a.add_scalar(value));
                case.check("an operator", &(&a + value));
                case.check("an operator, turned", &(value + a));
            }
            other => panic!("{other}"),
        }
    }
}

#[test]
fn products() {
    for case in Vectors::open("mul").cases() {
        let a = case.tensor("a");
        match case.op() {
            "mul" => {
                let b = case.tensor("b");
                case.check("a function", &F::mul(&a, &b));
                case.check("a method", &a.mul(&b));
                case.check("an operator", &(&a * &b));
                if case.tensor("output").shape() == a.shape() {
                    let mut c = a.clone();
                    c *= &b;
                    case.check("an assignment", &c);
                }
            }
            "mul_scalar" => {
                let value = case.number("scalar");
                case.check("a function", &F::mul_scalar(&a, value));
                case.check("a method", &a.mul_scalar(value));
                case.check("an operator", &(&a * value));
                case.check("an operator, turned", &(value * a));
            }
            "div_scalar" => {
                let value = case.number("scalar");
                case.check("a function", &F::div_scalar(&a, value));
                case.check("a method", &a.div_scalar(value));
                case.check("an operator", &(&a / value));
                let mut b = a;
                b /= value;
                case.check("an assignment", &b);
            }
            other => panic!("{other}"),
        }
    }
}

#[test]
fn cat() {
    for case in Vectors::open("cat").cases() {
        let inputs: Vec<Tensor> =
            (0..case.int("inputs")).map(|i| case.tensor(&format!("input{i}"))).collect();
        case.check("a function", &F::cat(&inputs, case.int("dim")));
        let refs: Vec<&Tensor> = inputs.iter().collect();
        case.check("a function of references", &F::cat(refs, case.int("dim")));
    }
}

#[test]
fn shapes() {
    for case in Vectors::open("shape").cases() {
        let x = case.tensor("input");
        let forms = match case.op() {
            "flatten" => {
                let (start, end) = (case.int("start_dim"), case.int("end_dim"));
                let layer = Flatten::new().start_dim(start).end_dim(end);
                vec![F::flatten(&x, start, end), x.flatten(start, end), layer.forward(x)]
            }
            "reshape" => {
                let shape = case.ints("shape");
                vec![F::reshape(&x, &shape), x.reshape(shape)]
            }
            "view" => {
                let shape = case.ints("shape");
                vec![F::view(&x, &shape), x.view(shape)]
            }
            "permute" => {
                let dims = case.ints("dims");
                vec![F::permute(&x, &dims), x.permute(dims)]
            }
            "narrow" => {
                let (dim, start, length) =
                    (case.int("dim"), case.int("start"), case.int("length") as usize);
                vec![F::narrow(&x, dim, start, length), x.narrow(dim, start, length)]
            }
            "select" => {
                let (dim, index) = (case.int("dim"), case.int("index"));
                vec![F::select(&x, dim, index), x.select(dim, index)]
            }
            op @ ("split" | "chunk") => {
                let (size, dim) = (case.int("size") as usize, case.int("dim"));
                let forms = match op {
                    "split" => [F::split(&x, size, dim), x.split(size, dim)],
                    _ => [F::chunk(&x, size, dim), x.chunk(size, dim)],
                };
                for parts in forms {
                    assert_eq!(parts.len() as isize, case.int("outputs"), "{}", case.name());
                    for (i, part) in parts.iter().enumerate() {
                        assert_eq!(*part, case.tensor(&format!("output{i}")), "{}", case.name());
                    }
                }
                continue;
            }
            other => panic!("{other}"),
        };
        forms.iter().for_each(|y| case.check("a function, method or layer", y));
    }
}

#[test]
fn pad() {
    // The other modes are not offered.
    let vectors = Vectors::open("pad");
    for case in vectors.cases().filter(|case| case.arg("mode") == "constant") {
        let x = case.tensor("input");
        let (padding, value) = (case.ints("pad"), case.number("value"));
        case.check("a function", &F::pad(&x, &padding, value));
        case.check("a method", &x.pad(padding, value));
    }
}

#[test]
fn mean() {
    for case in Vectors::open("mean").cases() {
        let x = case.tensor("input");
        let keepdim = case.flag("keepdim");
        if case.arg("dim").is_null() {
            case.check("a function", &F::mean(&x, .., keepdim));
            case.check("a method", &x.mean(.., keepdim));
            case.check("a value", &Tensor::full(&[], x.mean_value()));
        } else {
            let dims = case.ints("dim");
            case.check("a function", &F::mean(&x, &dims, keepdim));
            case.check("a method", &x.mean(dims, keepdim));
        }
    }
}
