//! The parameters of a fit as they are kept, so that customers can be valued again without one.

use facts::Currency;
use models::{
    buying::{Buying, BuyingKind},
    fit::{Convergence, Fit},
    gamma_gamma::GammaGamma,
};
use serde::{Deserialize, Serialize};

use crate::{
    folder::FolderError,
    value::{Settings, ValuedBy},
};

/// One fitted model: parameters in the paper's order, times in weeks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Fitted<const N: usize> {
    #[serde(with = "array")]
    parameters: [f64; N],
    /// Covariance of the logarithms, row after row.
    log_covariance: Vec<Vec<f64>>,
    log_likelihood: f64,
    customers: f64,
}

/// What a fit leaves behind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Kept {
    model: String,
    buying: Fitted<4>,
    spending: Option<Fitted<3>>,
    /// Money kept per unit of revenue, and where that is known from.
    pub(crate) margin: f64,
    pub(crate) margin_source: String,
    /// Discount a year.
    pub(crate) discount: f64,
    /// Months ahead.
    pub(crate) horizon_months: u32,
    /// Level of the intervals.
    pub(crate) level: f64,
    /// ISO 4217 code of the amounts.
    pub(crate) currency: String,
}

mod array {
    //! serde knows arrays of given lengths only.

    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer, const N: usize>(
        values: &[f64; N],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        values.as_slice().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>, const N: usize>(
        deserializer: D,
    ) -> Result<[f64; N], D::Error> {
        let values = Vec::<f64>::deserialize(deserializer)?;
        let found = values.len();
        values.try_into().map_err(|_| D::Error::invalid_length(found, &"as many numbers as parameters"))
    }
}

impl<const N: usize> Fitted<N> {
    fn of<M>(fit: &Fit<M>, parameters: [f64; N]) -> Self {
        Self {
            parameters,
            log_covariance: fit.log_covariance.clone(),
            log_likelihood: fit.log_likelihood,
            customers: fit.customers,
        }
    }

    fn fit<M>(&self, model: M) -> Fit<M> {
        Fit {
            model,
            log_likelihood: self.log_likelihood,
            standard_errors: Vec::new(),
            log_covariance: self.log_covariance.clone(),
            convergence: Convergence::Converged,
            iterations: 0,
            gradient: 0.0,
            customers: self.customers,
        }
    }
}

impl Kept {
    /// What to keep of a valuation.
    pub(crate) fn of(models: &ValuedBy, settings: &Settings, currency: Currency) -> Self {
        Self {
            model: models.buying.model.kind().name().to_owned(),
            buying: Fitted::of(&models.buying, models.buying.model.parameters()),
            spending: models.spending.as_ref().map(|fit| Fitted::of(fit, fit.model.parameters())),
            margin: models.margin.share,
            margin_source: models.margin.words().to_owned(),
            discount: settings.discount,
            horizon_months: settings.horizon_months,
            level: settings.level,
            currency: currency.code().to_owned(),
        }
    }

    /// Reads what was kept.
    pub(crate) fn read(text: &str) -> Result<Self, FolderError> {
        serde_json::from_str(text).map_err(|e| {
            FolderError::Damaged(format!("the parameters of the latest fit cannot be read: {e}"))
        })
    }

    /// As it is kept.
    pub(crate) fn text(&self) -> Result<String, FolderError> {
        serde_json::to_string(self)
            .map_err(|e| FolderError::Damaged(format!("the parameters of the fit cannot be kept: {e}")))
    }

    /// The model's name.
    pub(crate) fn model(&self) -> &str {
        &self.model
    }

    /// Where a new fit may start.
    pub(crate) fn start(&self) -> Option<(BuyingKind, [f64; 4])> {
        let kind = BuyingKind::ALL.into_iter().find(|kind| kind.name() == self.model)?;
        Some((kind, self.buying.parameters))
    }

    /// The buying model.
    pub(crate) fn buying(&self) -> Result<Fit<Buying>, FolderError> {
        let (kind, parameters) = self.start().ok_or_else(|| {
            FolderError::Damaged(format!("the latest fit is of an unknown model, {}", self.model))
        })?;
        let model = Buying::new(kind, parameters).map_err(|e| FolderError::Damaged(e.to_string()))?;
        Ok(self.buying.fit(model))
    }

    /// The spending model, where there was money to fit it on.
    pub(crate) fn spending(&self) -> Result<Option<Fit<GammaGamma>>, FolderError> {
        let Some(kept) = &self.spending else { return Ok(None) };
        let [p, q, v] = kept.parameters;
        let model = GammaGamma::new(p, q, v).map_err(|e| FolderError::Damaged(e.to_string()))?;
        Ok(Some(kept.fit(model)))
    }

    /// The settings under which the fit was made.
    pub(crate) fn settings(&self) -> Settings {
        Settings {
            margin: (self.margin_source == "stated").then_some(self.margin),
            discount: self.discount,
            horizon_months: self.horizon_months,
            level: self.level,
            start: self.start(),
            ..Settings::default()
        }
    }
}
