//! What Home lists: the exercises that fit a search and a filter, what is due first.

use super::Session;
use super::action::Facet;
use super::home::{Filter, turned};
use super::sheet::Progress;

impl Session {
    /// The exercises that Home shows, in order: those that fit what is searched for and what the
    /// list is narrowed to.
    pub fn shown(&self) -> Vec<usize> {
        let fits = |index: &usize| {
            let exercise = self.exercise(*index);
            let level = exercise.map(|exercise| exercise.level);
            let filter = self.home.filter();
            self.home.fits(self.entry(*index), exercise)
                && (filter.is_open()
                    || filter.fits(&self.topic(*index), level, self.progress(*index)))
        };
        let (mut due, others): (Vec<usize>, Vec<usize>) =
            (0..self.loaded.len()).filter(fits).partition(|index| self.due.contains_key(index));
        due.extend(others);
        due
    }

    /// Narrows the list to what comes next of what there is.
    pub(super) fn narrow(&mut self, facet: Facet, back: bool) {
        let now = self.home.filter().clone();
        match facet {
            Facet::Topic => {
                let topics = self.topics();
                self.home.filter_mut().topic = turned(&topics, now.topic.as_ref(), back);
            }
            Facet::Level => {
                let levels = self.levels();
                self.home.filter_mut().level = turned(&levels, now.level.as_ref(), back);
            }
            Facet::State => {
                self.home.filter_mut().state = turned(&Progress::ALL, now.state.as_ref(), back);
            }
        }
    }

    /// Narrows the list to exactly this.
    pub fn set_filter(&mut self, filter: Filter) {
        *self.home.filter_mut() = filter;
        self.keep_selection();
    }

    /// The topics that there are, in the library's order.
    pub fn topics(&self) -> Vec<String> {
        let mut topics: Vec<String> = Vec::new();
        for index in 0..self.loaded.len() {
            let topic = self.topic(index);
            if !topic.is_empty() && !topics.contains(&topic) {
                topics.push(topic);
            }
        }
        topics
    }

    /// The levels that there are, the easiest first.
    pub fn levels(&self) -> Vec<u8> {
        let exercises = (0..self.loaded.len()).filter_map(|index| self.exercise(index));
        let mut levels: Vec<u8> = exercises.map(|exercise| exercise.level).collect();
        levels.sort_unstable();
        levels.dedup();
        levels
    }

    /// The topic that an exercise is listed under.
    pub fn topic(&self, index: usize) -> String {
        let folder = &self.entry(index).topic;
        match self.exercise(index) {
            Some(exercise) if folder.is_empty() => exercise.topic.clone(),
            _ => folder.clone(),
        }
    }

    /// Selects the first exercise that is shown, if the selected one no longer is.
    pub(super) fn keep_selection(&mut self) {
        let shown = self.shown();
        if let Some(first) = shown.first().filter(|_| !shown.contains(&self.home.selected())) {
            self.home.select(*first);
        }
    }
}
