//! What a page is built of: sections, figures, chips, notes, empty states.

use maud::{Markup, Render, html};

use crate::chart;

/// How good or bad what a chip says is; its words say it too, never the colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Just a name.
    Plain,
    /// All is well.
    Good,
    /// Worth a look.
    Watch,
    /// Something is lost or broken.
    Bad,
    /// Over, or not yet.
    Quiet,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "chip",
            Self::Good => "chip good",
            Self::Watch => "chip watch",
            Self::Bad => "chip bad",
            Self::Quiet => "chip quiet",
        }
    }
}

/// How much a button or a link that acts like one asks to be pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// The one thing to do on this page.
    Main,
    /// Something else one may do.
    Plain,
    /// No more than a word.
    Quiet,
    /// It cannot be taken back, or takes something away.
    Danger,
}

impl Look {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Main => "button main",
            Self::Plain => "button",
            Self::Quiet => "button quiet",
            Self::Danger => "button danger",
        }
    }
}

/// One figure with its name and a word on it.
#[derive(Debug, Clone)]
pub struct Fact {
    label: String,
    value: Markup,
    note: Option<Markup>,
}

impl Fact {
    /// A figure under its name. A figure that opens to its rows is a [`super::link`].
    pub fn new(label: impl Into<String>, value: &impl Render) -> Self {
        Self { label: label.into(), value: value.render(), note: None }
    }

    /// With a word on it: its range, what it is made of, since when.
    #[must_use]
    pub fn note(mut self, note: &impl Render) -> Self {
        self.note = Some(note.render());
        self
    }
}

/// Figures side by side between two rules.
pub fn figures(facts: &[Fact]) -> Markup {
    html! {
        dl.figures { @for fact in facts { div {
            dt { (fact.label) }
            dd { (fact.value) }
            @if let Some(note) = &fact.note { dd.note { (note) } }
        } } }
    }
}

/// A part of the page under a heading of the second level; `id` can be linked to.
pub fn section(id: &str, title: &str, content: &Markup) -> Markup {
    html! { section id=(id) aria-labelledby=(format!("{id}-h")) { h2 id=(format!("{id}-h")) { (title) } (content) } }
}

/// A short name of a state: a stage, a health class, a role.
pub fn chip(tone: Tone, text: &str) -> Markup {
    html! { span class=(tone.class()) { (text) } }
}

/// What stands where there is nothing yet: why, and what to do.
pub fn empty(title: &str, text: &str, actions: &Markup) -> Markup {
    html! { div.nothing { h2 { (title) } p { (text) } @if !actions.0.is_empty() { div.buttons { (actions) } } } }
}

/// Smaller words that explain.
pub fn note(content: &impl Render) -> Markup {
    html! { p.note { (content) } }
}

/// Something to know before believing or doing.
pub fn warning(title: &str, content: &impl Render) -> Markup {
    html! { div.warnings { p { strong { (title) } } div { (content) } } }
}

/// Something failed or does not apply.
pub fn stop(title: &str, content: &impl Render) -> Markup {
    html! { div.stop { p.stop-title { strong { (title) } } div { (content) } } }
}

/// Something was done, with what only shows once (a link, a key).
pub fn done(title: &str, content: &impl Render) -> Markup {
    html! { div.done { p { strong { (title) } } div { (content) } } }
}

/// What opens on demand, without script.
pub fn opened(summary: &impl Render, content: &impl Render) -> Markup {
    html! { details { summary { (summary) } div.opened { (content) } } }
}

/// A chart with its heading, a sentence that says what it shows, and its numbers as a table that
/// opens. `name` is the name the chart itself was drawn with; `summary` is what opens the numbers.
pub fn figure(name: &chart::Name, drawing: &Markup, summary: &str, numbers: Option<&Markup>) -> Markup {
    html! {
        figure id=(format!("{}-figure", name.id)) {
            figcaption { h3 { (name.title) } p { (name.sentence) } }
            (drawing)
            @if let Some(numbers) = numbers { details.numbers { summary { (summary) } (numbers) } }
        }
    }
}
