//! Latency of the models in `examples/models`, f32 and int8.
//!
//! ```sh
//! cargo run --release --example latency -- --models seed,mlp --batch 1,16 --threads 1 --seconds 3
//! ```

use std::{
    error::Error,
    process::ExitCode,
    rc::Rc,
    str::FromStr,
    time::{Duration, Instant},
};

use quantizable::{Model, QConfigMapping, Tensor};
use quantizable_examples::{
    bertlayer::BertLayer, digits::Digits, mlp::Mlp, mobilenet_v2::MobileNetV2, resnet18::ResNet18,
    seed::Net,
};

const MODELS: [&str; 6] = ["seed", "mlp", "resnet18", "mobilenet_v2", "bertlayer", "digits"];
const DTYPES: [&str; 3] = ["f32", "int8", "calibrate"];

const USAGE: &str = "\
usage: latency [OPTIONS]
  --models LIST    of seed, mlp, resnet18, mobilenet_v2, bertlayer, digits [all]
  --batch LIST     batch sizes [1,16]
  --size N         height and width of resnet18's and mobilenet_v2's images [224]
  --dtypes LIST    of f32, int8, calibrate (f32 with observers) [f32,int8]
  --threads N      threads of the pool [1]
  --seconds S      time for each measurement [3]
lists are separated by commas";

fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprintln!("error: {message}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.threads).build()?;
    let image = [3, options.size, options.size];
    let measure_all = || -> quantizable::Result<()> {
        for name in &options.models {
            match name.as_str() {
                "seed" => options.measure(name, &Net::new(), &[1, 26, 26])?,
                "mlp" => options.measure(name, &Mlp::new(), &[784])?,
                "resnet18" => options.measure(name, &ResNet18::new(), &image)?,
                "mobilenet_v2" => options.measure(name, &MobileNetV2::new(), &image)?,
                "bertlayer" => options.measure(name, &BertLayer::new(), &[128, 768])?,
                "digits" => options.measure(name, &Digits::new(), &[1, 8, 8])?,
                _ => unreachable!("checked when the options were read"),
            }
        }
        Ok(())
    };
    Ok(pool.install(measure_all)?)
}

struct Options {
    models: Vec<String>,
    batches: Vec<usize>,
    size: usize,
    dtypes: Vec<String>,
    threads: usize,
    seconds: f64,
}

impl Options {
    /// `None` if help is asked for.
    fn parse(mut args: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut options = Options {
            models: MODELS.map(String::from).to_vec(),
            batches: vec![1, 16],
            size: 224,
            dtypes: vec!["f32".into(), "int8".into()],
            threads: 1,
            seconds: 3.0,
        };
        while let Some(key) = args.next() {
            if key == "--help" || key == "-h" {
                return Ok(None);
            }
            const KEYS: [&str; 6] =
                ["--models", "--batch", "--size", "--dtypes", "--threads", "--seconds"];
            if !KEYS.contains(&&*key) {
                return Err(format!("unknown option `{key}`"));
            }
            let value = args.next().ok_or_else(|| format!("`{key}` needs a value"))?;
            let items = value.split(',').map(str::trim);
            match &*key {
                "--models" => {
                    options.models =
                        items.map(one_of("model", &MODELS)).collect::<Result<_, _>>()?
                }
                "--dtypes" => {
                    options.dtypes =
                        items.map(one_of("dtype", &DTYPES)).collect::<Result<_, _>>()?;
                }
                "--size" => options.size = at_least_1(&key, &value)?,
                "--batch" => {
                    options.batches =
                        items.map(|n| at_least_1(&key, n)).collect::<Result<_, _>>()?;
                }
                "--threads" => options.threads = at_least_1(&key, &value)?,
                _ => {
                    options.seconds =
                        number(&key, &value, "seconds", |s: &f64| s.is_finite() && *s >= 0.0)?
                }
            }
        }
        Ok(Some(options))
    }

    /// Prints a line for each dtype, for each batch size. They are timed in turns, so that an hour in
    /// which the machine is busy is one for all of them.
    fn measure<M: Model<Input = Tensor, Output = Tensor>>(
        &self,
        name: &str,
        model: &M,
        shape: &[usize],
    ) -> quantizable::Result<()> {
        let mut cases: Vec<(String, Case<'_>)> = Vec::new();
        for &batch in &self.batches {
            let x = noise(&[&[batch], shape].concat());
            let prepared = Rc::new(model.prepare(&QConfigMapping::default())?);
            prepared.forward(x.clone())?;
            for dtype in &self.dtypes {
                let (x, prepared) = (x.clone(), Rc::clone(&prepared));
                let forward: Forward<'_> = match dtype.as_str() {
                    "f32" => Box::new(move || Ok(model.forward(x.clone()))),
                    "int8" => {
                        let int8 = prepared.convert()?;
                        Box::new(move || int8.forward(x.clone()))
                    }
                    _ => Box::new(move || prepared.forward(x.clone())),
                };
                let title = format!("{name} b={batch} t={} {dtype}", self.threads);
                cases.push((title, Case::new(forward)?));
            }
        }
        while cases.iter().any(|(_, case)| case.spent < self.seconds || case.times.len() < 5) {
            cases.iter_mut().try_for_each(|(_, case)| case.turn())?;
        }
        for (title, case) in &mut cases {
            let (min, median) = case.min_and_median();
            println!("{title} min {min:.4} ms  median {median:.4} ms");
        }
        Ok(())
    }
}

type Forward<'a> = Box<dyn Fn() -> quantizable::Result<Tensor> + 'a>;

/// What is timed.
struct Case<'a> {
    forward: Forward<'a>,
    times: Vec<Duration>,
    /// In its turns, in seconds.
    spent: f64,
}

impl<'a> Case<'a> {
    /// After warm-up calls.
    fn new(forward: Forward<'a>) -> quantizable::Result<Self> {
        for _ in 0..3 {
            forward()?;
        }
        Ok(Case { forward, times: Vec::new(), spent: 0.0 })
    }

    /// Times calls for a while, but for one that brings back to the caches what others took out.
    fn turn(&mut self) -> quantizable::Result<()> {
        const SECONDS: f64 = 0.1;
        (self.forward)()?;
        let turn = Instant::now();
        while turn.elapsed().as_secs_f64() < SECONDS {
            let start = Instant::now();
            (self.forward)()?;
            self.times.push(start.elapsed());
        }
        self.spent += turn.elapsed().as_secs_f64();
        Ok(())
    }

    /// In milliseconds.
    fn min_and_median(&mut self) -> (f64, f64) {
        let times = &mut self.times;
        times.sort_unstable();
        let median = (times[(times.len() - 1) / 2] + times[times.len() / 2]) / 2;
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        (ms(times[0]), ms(median))
    }
}

fn one_of(what: &str, names: &[&str]) -> impl Fn(&str) -> Result<String, String> {
    move |name| match names.contains(&name) {
        true => Ok(name.to_string()),
        false => Err(format!("no {what} `{name}`; there are {}", names.join(", "))),
    }
}

fn at_least_1(key: &str, value: &str) -> Result<usize, String> {
    number(key, value, "a number from 1", |&n| n >= 1)
}

fn number<T: FromStr>(
    key: &str,
    value: &str,
    expected: &str,
    fits: impl Fn(&T) -> bool,
) -> Result<T, String> {
    let number = value.parse().ok().filter(fits);
    number.ok_or_else(|| format!("`{key}` takes {expected}, not `{value}`"))
}

/// The same numbers in 0..1 each time.
fn noise(shape: &[usize]) -> Tensor {
    let mut state = 1u32;
    Tensor::from_fn(shape, |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 24) as f32
    })
}
