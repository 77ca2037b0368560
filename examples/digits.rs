//! The main job: a trained model taken to int8 and checked on images that it has not seen.
//!
//! ```sh
//! cargo run --release --example digits
//! ```

use std::{
    env,
    error::Error,
    fs,
    path::Path,
    process::{self, ExitCode},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};
use quantizable::{Model, QConfigMapping, Quantized, StateDict, Tensor};
use quantizable_examples::digits::Digits;
use safetensors::SafeTensors;

const PIXELS: usize = 8 * 8;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let weights = data.join("digits.safetensors");
    let calibration = load_images(&data.join("digits_calibration.safetensors"))?;
    let images = load_images(&data.join("digits_test.safetensors"))?;
    let labels = load(&data.join("digits_test.safetensors"), "labels")?;
    let all = batch(&images);
    let one = batch(&images[..PIXELS]);

    let mut digits = Digits::new();
    digits.load_state_dict(&StateDict::open(&weights)?)?;
    let logits = digits.forward(all.clone());

    let prepared = digits.prepare(&QConfigMapping::default())?;
    // Hidden where the output is not a terminal.
    let progress = ProgressBar::new((calibration.len() / PIXELS) as u64)
        .with_style(ProgressStyle::with_template("calibrating {wide_bar} {pos}/{len} images")?);
    for pixels in calibration.chunks(32 * PIXELS) {
        prepared.forward(batch(pixels))?;
        progress.inc((pixels.len() / PIXELS) as u64);
    }
    progress.finish_and_clear();
    let int8 = prepared.convert()?;
    let int8_logits = int8.forward(all.clone())?;

    let file = env::temp_dir().join(format!("digits-{}.int8.safetensors", process::id()));
    int8.save(&file)?;
    let sizes = (fs::metadata(&weights)?.len(), fs::metadata(&file)?.len());
    let reloaded = Quantized::load(&Digits::new(), &file);
    fs::remove_file(&file)?;
    let reloaded = reloaded?;
    if reloaded.forward(all.clone())? != int8_logits {
        return Err("the int8 model that was saved and loaded gives other outputs".into());
    }

    let one = in_turns(|| Ok(digits.forward(one.clone())), || reloaded.forward(one.clone()))?;
    let all = in_turns(|| Ok(digits.forward(all.clone())), || reloaded.forward(all.clone()))?;
    let f32 = Row {
        accuracy: accuracy(&logits, &labels),
        kilobytes: sizes.0 as f64 / 1e3,
        one: one[0],
        all: all[0],
    };
    let int8 = Row {
        accuracy: accuracy(&int8_logits, &labels),
        kilobytes: sizes.1 as f64 / 1e3,
        one: one[1],
        all: all[1],
    };
    println!("{} test images, int8 on {}\n", labels.len(), reloaded.isa());
    print_table(&f32, &int8, labels.len());
    Ok(())
}

/// A line of the table; times in milliseconds.
struct Row {
    accuracy: f64,
    kilobytes: f64,
    one: f64,
    all: f64,
}

fn print_table(f32: &Row, int8: &Row, n: usize) {
    println!("        accuracy        size     one image    {n} images");
    for (name, row) in [("f32", f32), ("int8", int8)] {
        let Row { accuracy, kilobytes, one, all } = row;
        println!("{name:5} {accuracy:8.1} % {kilobytes:8.1} kB {one:10.4} ms {all:10.3} ms");
    }
    println!(
        "ratio {:+8.1}   {:8.2} x  {:10.2} x  {:10.2} x",
        int8.accuracy - f32.accuracy,
        f32.kilobytes / int8.kilobytes,
        f32.one / int8.one,
        f32.all / int8.all
    );
}

/// The bytes of a u8 tensor in a safetensors file.
fn load(file: &Path, name: &str) -> Result<Vec<u8>, String> {
    let error = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let bytes = fs::read(file).map_err(|e| error(&e))?;
    let tensors = SafeTensors::deserialize(&bytes).map_err(|e| error(&e))?;
    Ok(tensors.tensor(name).map_err(|e| error(&e))?.data().to_vec())
}

/// The pixels of a file's images, as the model takes them: 0..=16 becomes 0..=1.
fn load_images(file: &Path) -> Result<Vec<f32>, String> {
    Ok(load(file, "images")?.into_iter().map(|pixel| f32::from(pixel) / 16.0).collect())
}

fn batch(pixels: &[f32]) -> Tensor {
    Tensor::from_vec(pixels.to_vec(), &[pixels.len() / PIXELS, 1, 8, 8])
}

/// In percent.
fn accuracy(logits: &Tensor, labels: &[u8]) -> f64 {
    let answers = logits.argmax_dim(1);
    let right = answers.iter().zip(labels).filter(|(answer, label)| **answer == **label as usize);
    100.0 * right.count() as f64 / labels.len() as f64
}

/// The median time of a call of each, in milliseconds. Both are measured in short turns, so that what else
/// the machine does slows both.
fn in_turns(
    f32: impl Fn() -> quantizable::Result<Tensor>,
    int8: impl Fn() -> quantizable::Result<Tensor>,
) -> quantizable::Result<[f64; 2]> {
    let mut times = [const { Vec::new() }; 2];
    for _ in 0..15 {
        add_times(&mut times[0], &f32)?;
        add_times(&mut times[1], &int8)?;
    }
    Ok(times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64() * 1e3
    }))
}

/// Adds the times of the calls of 20 ms, at least one, after one that is not counted.
fn add_times(
    times: &mut Vec<Duration>,
    forward: impl Fn() -> quantizable::Result<Tensor>,
) -> quantizable::Result<()> {
    forward()?;
    let turn = Instant::now();
    while times.is_empty() || turn.elapsed() < Duration::from_millis(20) {
        let call = Instant::now();
        forward()?;
        times.push(call.elapsed());
    }
    Ok(())
}
