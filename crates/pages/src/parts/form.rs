//! Fields, choices and buttons. Every one has a label; hints and errors are read out with it.

use maud::{Markup, Render, html};

use super::Look;
use crate::Reader;

/// The hidden field every form carries.
pub fn csrf(reader: &Reader) -> Markup {
    html! { input type="hidden" name="csrf" value=(reader.csrf); }
}

/// A line, or several, to write into.
#[derive(Debug, Clone)]
pub struct Field<'a> {
    id: String,
    name: &'a str,
    label: &'a str,
    kind: &'static str,
    value: &'a str,
    hint: &'a str,
    error: Option<&'a str>,
    autocomplete: Option<&'static str>,
    length: Option<(u32, u32)>,
    bounds: (Option<&'a str>, Option<&'a str>, Option<&'a str>),
    rows: Option<u32>,
    required: bool,
    hidden_label: bool,
    digits: bool,
}

impl<'a> Field<'a> {
    /// A line of text of this name under this label.
    pub fn new(name: &'a str, label: &'a str) -> Self {
        Self {
            id: format!("field-{name}"),
            name,
            label,
            kind: "text",
            value: "",
            hint: "",
            error: None,
            autocomplete: None,
            length: None,
            bounds: (None, None, None),
            rows: None,
            required: false,
            hidden_label: false,
            digits: false,
        }
    }

    /// Another id than `field-<name>`, where a name stands twice on a page.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// What is written in it.
    #[must_use]
    pub const fn value(mut self, value: &'a str) -> Self {
        self.value = value;
        self
    }

    /// What to write, under the label.
    #[must_use]
    pub const fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// Why what was written cannot be.
    #[must_use]
    pub const fn error(mut self, error: Option<&'a str>) -> Self {
        self.error = error;
        self
    }

    /// Another kind of input: `email`, `password`, `number`, `date`, `url`, `search`, `file`.
    #[must_use]
    pub const fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    /// What the browser may fill in: `username`, `current-password`, `new-password`, `name`, `off`.
    #[must_use]
    pub const fn autocomplete(mut self, what: &'static str) -> Self {
        self.autocomplete = Some(what);
        self
    }

    /// Fewest and most characters.
    #[must_use]
    pub const fn length(mut self, fewest: u32, most: u32) -> Self {
        self.length = Some((fewest, most));
        self
    }

    /// Least, greatest and step of a number or date; empty where there is none.
    #[must_use]
    pub fn bounds(mut self, least: &'a str, greatest: &'a str, step: &'a str) -> Self {
        let some = |text: &'a str| (!text.is_empty()).then_some(text);
        self.bounds = (some(least), some(greatest), some(step));
        self
    }

    /// Several lines.
    #[must_use]
    pub const fn rows(mut self, rows: u32) -> Self {
        self.rows = Some(rows);
        self
    }

    /// It cannot stay empty.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// A phone shows digits to write it with: for amounts, in which commas and points may stand.
    #[must_use]
    pub const fn digits(mut self) -> Self {
        self.digits = true;
        self
    }

    /// The label is read out but not seen, where the place says it (a search box).
    #[must_use]
    pub const fn quiet(mut self) -> Self {
        self.hidden_label = true;
        self
    }
}

/// Hint and error of a control, and the attribute that ties them to it.
struct Said<'a> {
    id: &'a str,
    hint: &'a str,
    error: Option<&'a str>,
}

impl Said<'_> {
    fn described_by(&self) -> Option<String> {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.id));
        let error = self.error.map(|_| format!("{}-error", self.id));
        match (hint, error) {
            (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
            (hint, error) => hint.or(error),
        }
    }

    fn hint(&self) -> Markup {
        html! { @if !self.hint.is_empty() { p.hint id=(format!("{}-hint", self.id)) { (self.hint) } } }
    }

    fn error(&self) -> Markup {
        html! { @if let Some(error) = self.error { p.error id=(format!("{}-error", self.id)) { (error) } } }
    }
}

impl Render for Field<'_> {
    fn render(&self) -> Markup {
        let said = Said { id: &self.id, hint: self.hint, error: self.error };
        let invalid = self.error.map(|_| "true");
        let (least, greatest, step) = self.bounds;
        let (fewest, most) = (self.length.map(|l| l.0).filter(|&n| n > 0), self.length.map(|l| l.1));
        html! {
            div.field {
                label for=(self.id) class=[self.hidden_label.then_some("unseen")] { (self.label) }
                (said.hint())
                @if let Some(rows) = self.rows {
                    textarea id=(self.id) name=(self.name) rows=(rows) required[self.required] minlength=[fewest]
                        maxlength=[most] aria-describedby=[said.described_by()] aria-invalid=[invalid] { "\n" (self.value) }
                } @else {
                    input id=(self.id) name=(self.name) type=(self.kind) value=[(self.kind != "file" && self.kind != "password").then_some(self.value)]
                        required[self.required] minlength=[fewest] maxlength=[most] min=[least] max=[greatest] step=[step]
                        inputmode=[self.digits.then_some("decimal")] autocomplete=[self.autocomplete] aria-describedby=[said.described_by()] aria-invalid=[invalid];
                }
                (said.error())
            }
        }
    }
}

/// One of several from a list that opens.
#[derive(Debug, Clone)]
pub struct Select<'a> {
    id: String,
    name: &'a str,
    label: &'a str,
    options: Vec<(String, String)>,
    chosen: &'a str,
    hint: &'a str,
    error: Option<&'a str>,
    hidden_label: bool,
}

impl<'a> Select<'a> {
    /// A list of this name under this label.
    pub fn new(name: &'a str, label: &'a str) -> Self {
        Self {
            id: format!("field-{name}"),
            name,
            label,
            options: Vec::new(),
            chosen: "",
            hint: "",
            error: None,
            hidden_label: false,
        }
    }

    /// Another id than `field-<name>`.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// Its options: value and words.
    #[must_use]
    pub fn options(
        mut self,
        options: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>,
    ) -> Self {
        self.options = options.into_iter().map(|(value, words)| (value.into(), words.into())).collect();
        self
    }

    /// The value of the one that is chosen.
    #[must_use]
    pub const fn chosen(mut self, value: &'a str) -> Self {
        self.chosen = value;
        self
    }

    /// What to choose by.
    #[must_use]
    pub const fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// Why the choice cannot be.
    #[must_use]
    pub const fn error(mut self, error: Option<&'a str>) -> Self {
        self.error = error;
        self
    }

    /// The label is read out but not seen.
    #[must_use]
    pub const fn quiet(mut self) -> Self {
        self.hidden_label = true;
        self
    }
}

impl Render for Select<'_> {
    fn render(&self) -> Markup {
        let said = Said { id: &self.id, hint: self.hint, error: self.error };
        html! {
            div.field {
                label for=(self.id) class=[self.hidden_label.then_some("unseen")] { (self.label) }
                (said.hint())
                select id=(self.id) name=(self.name) aria-describedby=[said.described_by()] aria-invalid=[self.error.map(|_| "true")] {
                    @for (value, words) in &self.options { option value=(value) selected[value == self.chosen] { (words) } }
                }
                (said.error())
            }
        }
    }
}

/// A box to tick.
#[derive(Debug, Clone)]
pub struct Checkbox<'a> {
    name: &'a str,
    value: &'a str,
    label: &'a str,
    hint: &'a str,
    ticked: bool,
}

impl<'a> Checkbox<'a> {
    /// A box that sends `name=value` when it is ticked.
    pub const fn new(name: &'a str, value: &'a str, label: &'a str) -> Self {
        Self { name, value, label, hint: "", ticked: false }
    }

    /// Whether it is ticked.
    #[must_use]
    pub const fn ticked(mut self, ticked: bool) -> Self {
        self.ticked = ticked;
        self
    }

    /// What ticking it means.
    #[must_use]
    pub const fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }
}

impl Render for Checkbox<'_> {
    fn render(&self) -> Markup {
        let id = identifier(self.name, self.value);
        box_of("checkbox", &id, (self.name, self.value), self.label, self.hint, self.ticked)
    }
}

/// One of the choices of [`Choices`].
#[derive(Debug, Clone)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// What it means; may be empty.
    pub hint: String,
}

/// One of several, all in sight, under a question.
#[derive(Debug, Clone)]
pub struct Choices<'a> {
    /// The name they share.
    pub name: &'a str,
    /// The question.
    pub question: &'a str,
    /// The answers.
    pub choices: &'a [Choice],
    /// The value of the one that is chosen; empty for none.
    pub chosen: &'a str,
}

impl Render for Choices<'_> {
    fn render(&self) -> Markup {
        html! {
            fieldset.choices {
                legend { (self.question) }
                @for choice in self.choices {
                    @let id = identifier(self.name, &choice.value);
                    (box_of("radio", &id, (self.name, &choice.value), &choice.label, &choice.hint, choice.value == self.chosen))
                }
            }
        }
    }
}

fn box_of(
    kind: &str,
    id: &str,
    (name, value): (&str, &str),
    label: &str,
    hint: &str,
    ticked: bool,
) -> Markup {
    let said = Said { id, hint, error: None };
    html! {
        div.choice {
            input type=(kind) id=(id) name=(name) value=(value) checked[ticked] aria-describedby=[said.described_by()];
            label for=(id) { (label) }
            (said.hint())
        }
    }
}

/// An id made of a name and a value: letters and digits of both, the rest as `-`.
fn identifier(name: &str, value: &str) -> String {
    let letters = format!("{name}-{value}");
    let safe = letters.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
    format!("field-{}", safe.collect::<String>())
}

/// A button that sends its form.
pub fn button(look: Look, text: &str) -> Markup {
    html! { button class=(look.class()) type="submit" { (text) } }
}

/// Buttons side by side, under a form or an empty state.
pub fn buttons(content: &Markup) -> Markup {
    html! { div.buttons { (content) } }
}

/// A form of one button: POST to `path` with `fields` (name, value). With `confirm`, the script
/// asks first; what cannot be taken back also needs a page that asks, for who has no script.
pub fn act(
    reader: &Reader,
    path: &str,
    look: Look,
    text: &str,
    fields: &[(&str, &str)],
    confirm: Option<&str>,
) -> Markup {
    html! {
        form.act method="post" action=(path) data-confirm=[confirm] {
            (csrf(reader))
            @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
            (button(look, text))
        }
    }
}

/// What was refused, above a form: (id of the field, why), each a link to its field.
pub fn refused(title: &str, errors: &[(&str, &str)]) -> Markup {
    html! {
        @if !errors.is_empty() {
            div.stop role="alert" tabindex="-1" data-focus {
                p.stop-title { strong { (title) } }
                ul { @for (id, why) in errors { li { a href=(format!("#{id}")) { (why) } } } }
            }
        }
    }
}
