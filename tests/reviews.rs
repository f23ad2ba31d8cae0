//! A year of simulated practice: what is remembered of it, against the reviews that it took, with
//! gradus's schedule and with fixed intervals. `docs/reviews.svg` shows it.
//!
//! The learner is not the one that the schedule assumes: each of a hundred things is forgotten
//! faster or slower than the model's default by a factor of its own, unknown to the schedule.

use std::fmt::Write as _;
use std::{env, fs};

use fsrs::{FSRS, FSRS6_DEFAULT_DECAY, MemoryState, current_retrievability};
use gradus::exercise::draw::random::Stream;
use gradus::progress::Rating;
use gradus::progress::schedule::{DAY, Schedule};

const THINGS: u64 = 100;
const DAYS: i64 = 365;
/// On the first days, this many things are new each day.
const NEW_A_DAY: u64 = 2;
/// The spread of how fast things are forgotten: standard deviation of the factor's logarithm.
const SPREAD: f64 = 0.6;
/// The fixed intervals, in days.
const INTERVALS: [i64; 8] = [2, 3, 5, 7, 10, 14, 21, 30];

/// When something is reviewed next.
#[derive(Clone, Copy)]
enum Plan {
    Gradus,
    Every(i64),
}

/// One thing to remember, as it is remembered.
struct Thing {
    /// Memory by the model, and the day of the last review.
    memory: Option<(MemoryState, i64)>,
    /// How much longer than by the model it is remembered.
    factor: f64,
    schedule: Option<Schedule>,
    due: i64,
}

impl Thing {
    fn recall(&self, day: i64) -> Option<f64> {
        let (memory, last) = self.memory?;
        let days = (day - last) as f64 / self.factor;
        #[allow(clippy::cast_possible_truncation, reason = "days, far below 2^24")]
        let days = days as f32;
        Some(current_retrievability(memory, days, FSRS6_DEFAULT_DECAY).into())
    }

    /// Reviews it, and plans the next review.
    fn review(&mut self, day: i64, plan: Plan, model: &FSRS, chance: f64) {
        let known = self.recall(day);
        let rating =
            if known.is_some_and(|known| chance < known) { Rating::Good } else { Rating::Again };
        let elapsed =
            self.memory.map_or(0, |(_, last)| u32::try_from(day - last).expect("it fits"));
        let next =
            model.next_states(self.memory.map(|memory| memory.0), 0.9, elapsed).expect("it fits");
        let next = if rating == Rating::Again { next.again } else { next.good };
        self.memory = Some((next.memory, day));
        let schedule = Schedule::after(self.schedule.as_ref(), rating, day * DAY);
        self.due = match plan {
            Plan::Gradus => schedule.due / DAY,
            Plan::Every(days) => day + days,
        };
        self.schedule = Some(schedule);
    }
}

/// Reviews for each thing in the year, and the mean recall over all days and things learnt.
fn year(plan: Plan) -> (f64, f64) {
    let model = FSRS::default();
    let mut factors = Stream::new(1, 0, "factors");
    let mut chances = Stream::new(1, 0, "chances");
    let mut things: Vec<Thing> = (0..THINGS)
        .map(|number| Thing {
            memory: None,
            factor: (SPREAD * factors.normal()).exp(),
            schedule: None,
            due: i64::try_from(number / NEW_A_DAY).expect("it fits"),
        })
        .collect();
    let (mut reviews, mut recalls, mut counted) = (0_u32, 0.0, 0_u32);
    for day in 0..DAYS {
        for thing in &mut things {
            // The same chance for every plan, whether it is needed or not.
            let chance = chances.unit();
            if thing.due <= day {
                thing.review(day, plan, &model, chance);
                reviews += 1;
            }
            if let Some(recall) = thing.recall(day) {
                recalls += recall;
                counted += 1;
            }
        }
    }
    (f64::from(reviews) / THINGS as f64, recalls / f64::from(counted))
}

/// The plot: reviews across, recall up.
fn plot(gradus: (f64, f64), fixed: &[(i64, (f64, f64))]) -> String {
    const LEFT: f64 = 70.0;
    const TOP: f64 = 40.0;
    const WIDTH: f64 = 520.0;
    const HEIGHT: f64 = 300.0;
    let most = 190.0;
    // Reviews on a logarithmic axis from 5 on: a few reviews more matter where there are few.
    let x = |reviews: f64| LEFT + WIDTH * (reviews / 5.0).ln() / (most / 5.0_f64).ln();
    let y = |recall: f64| TOP + HEIGHT * (1.0 - (recall - 0.6) / 0.4);
    let mut out = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 410\" \
         font-family=\"sans-serif\" font-size=\"13\">\n\
         <rect width=\"640\" height=\"410\" fill=\"#fff\"/>\n\
         <text x=\"70\" y=\"22\" font-size=\"15\">Recall kept against reviews spent, one simulated year</text>\n",
    );
    for percent in [60, 70, 80, 90, 100] {
        let at = y(f64::from(percent) / 100.0);
        writeln!(
            out,
            "<path d=\"M{LEFT} {at:.1}H{:.1}\" stroke=\"#ddd\"/><text x=\"{:.1}\" y=\"{:.1}\" \
             text-anchor=\"end\">{percent} %</text>",
            LEFT + WIDTH,
            LEFT - 8.0,
            at + 4.0
        )
        .expect("it fits");
    }
    for reviews in [5, 10, 20, 50, 100] {
        let at = x(f64::from(reviews));
        writeln!(
            out,
            "<path d=\"M{at:.1} {TOP}V{:.1}\" stroke=\"#eee\"/><text x=\"{at:.1}\" y=\"{:.1}\" \
             text-anchor=\"middle\">{reviews}</text>",
            TOP + HEIGHT,
            TOP + HEIGHT + 20.0
        )
        .expect("it fits");
    }
    writeln!(
        out,
        "<text x=\"330\" y=\"386\" text-anchor=\"middle\">reviews of each thing in the year</text>"
    )
    .expect("it fits");
    let line: Vec<String> = fixed
        .iter()
        .map(|(_, (reviews, recall))| format!("{:.1} {:.1}", x(*reviews), y(*recall)))
        .collect();
    writeln!(out, "<path d=\"M{}\" fill=\"none\" stroke=\"#888\"/>", line.join("L"))
        .expect("it fits");
    for (days, (reviews, recall)) in fixed {
        writeln!(
            out,
            "<circle cx=\"{0:.1}\" cy=\"{1:.1}\" r=\"4\" fill=\"#888\"/><text x=\"{0:.1}\" \
             y=\"{2:.1}\" fill=\"#555\" text-anchor=\"middle\">{days}</text>",
            x(*reviews),
            y(*recall),
            y(*recall) + 20.0
        )
        .expect("it fits");
    }
    writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"#555\">fixed intervals, in days</text>",
        x(24.0),
        y(0.82)
    )
    .expect("it fits");
    writeln!(
        out,
        "<path d=\"M{:.1} {:.1}l7 7l-7 7l-7 -7z\" fill=\"#0a58a8\"/><text x=\"{:.1}\" y=\"{:.1}\" \
         fill=\"#0a58a8\" text-anchor=\"end\">gradus: {:.1} reviews, {:.0} %</text>",
        x(gradus.0),
        y(gradus.1) - 7.0,
        x(gradus.0) - 12.0,
        y(gradus.1) - 4.0,
        gradus.0,
        100.0 * gradus.1
    )
    .expect("it fits");
    out.push_str("</svg>\n");
    out
}

#[test]
fn a_year_of_reviews_keeps_more_for_less_than_fixed_intervals() {
    let gradus = year(Plan::Gradus);
    let fixed: Vec<_> = INTERVALS.iter().map(|days| (*days, year(Plan::Every(*days)))).collect();
    for (days, (reviews, recall)) in &fixed {
        println!("every {days} days: {reviews:.1} reviews, {:.1} %", 100.0 * recall);
        assert!(
            *reviews > gradus.0 || *recall < gradus.1,
            "every {days} days keeps {recall:.3} with {reviews:.1} reviews"
        );
    }
    println!("gradus: {:.1} reviews, {:.1} %", gradus.0, 100.0 * gradus.1);
    assert!(gradus.1 > 0.85, "{gradus:?}");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/reviews.svg");
    let found = plot(gradus, &fixed);
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(path, &found).expect("the plot can be written");
    }
    let shown = fs::read_to_string(path).expect("the plot is there");
    assert_eq!(found, shown, "docs/reviews.svg is another plot: UPDATE_GOLDEN=1 writes this one");
}
