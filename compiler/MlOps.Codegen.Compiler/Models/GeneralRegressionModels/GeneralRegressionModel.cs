using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;

namespace MlOps.Codegen.Compiler.Models.GeneralRegressionModels;

/// <summary>PMML 4.4, General Regression.</summary>
/// <param name="Common">The parts that all kinds share.</param>
/// <param name="ModelType">Which formula is scored.</param>
/// <param name="Link">How the linear predictor becomes a mean (<c>generalizedLinear</c>).</param>
/// <param name="CumulativeLink">How it becomes a cumulative probability (<c>ordinalMultinomial</c>).</param>
/// <param name="Offset">What is added to the linear predictor.</param>
/// <param name="Trials">What multiplies the mean.</param>
/// <param name="TargetReferenceCategory">The category whose linear predictor is 0, as written.</param>
/// <param name="Parameters">The parameters, with the value that Cox regression compares with.</param>
/// <param name="Factors">The categorical predictors.</param>
/// <param name="Covariates">The names of the continuous predictors.</param>
/// <param name="PPCells">Which predictors a parameter multiplies.</param>
/// <param name="PCells">The parameters' weights.</param>
/// <param name="Survival">The baseline of Cox regression; null for other types.</param>
public sealed record GeneralRegressionModel(
    ModelCommon Common,
    GeneralRegressionType ModelType,
    LinkFunction? Link,
    CumulativeLink? CumulativeLink,
    VariableOrValue? Offset,
    VariableOrValue? Trials,
    string? TargetReferenceCategory,
    ImmutableDictionary<string, double> Parameters,
    ImmutableDictionary<string, Factor> Factors,
    ImmutableHashSet<string> Covariates,
    ImmutableArray<PPCell> PPCells,
    ImmutableArray<PCell> PCells,
    Survival? Survival) : Model(Common)
{
    /// <inheritdoc/>
    public override string ElementName => "GeneralRegressionModel";
}

/// <summary>PMML 4.4, General Regression: <c>modelType</c>.</summary>
public enum GeneralRegressionType
{
    /// <summary>A linear regression.</summary>
    Regression,

    /// <summary>A linear regression with factors.</summary>
    GeneralLinear,

    /// <summary>Log-odds against a reference category.</summary>
    MultinomialLogistic,

    /// <summary>Cumulative probabilities of ordered categories.</summary>
    OrdinalMultinomial,

    /// <summary>A mean behind a link function.</summary>
    GeneralizedLinear,

    /// <summary>Proportional hazards.</summary>
    CoxRegression,
}

/// <summary>PMML 4.4, General Regression: <c>linkFunction</c> with the number that it needs.</summary>
/// <param name="Kind">The function.</param>
/// <param name="Parameter"><c>linkParameter</c>, or <c>distParameter</c> for the negative binomial; otherwise 0.</param>
public sealed record LinkFunction(LinkKind Kind, double Parameter);

/// <summary>PMML 4.4, General Regression: LINK-FUNCTION. The comments give the mean μ by the linear predictor y.</summary>
public enum LinkKind
{
    /// <summary>1 − exp(−exp y).</summary>
    Cloglog,

    /// <summary>y.</summary>
    Identity,

    /// <summary>exp y.</summary>
    Log,

    /// <summary>1 − exp y.</summary>
    Logc,

    /// <summary>1 / (1 + exp(−y)).</summary>
    Logit,

    /// <summary>exp(−exp(−y)).</summary>
    Loglog,

    /// <summary>1 / (k·(exp(−y) − 1)), k the parameter of the distribution.</summary>
    Negbin,

    /// <summary>1 / (1 + (1 + d·y)^(−1/d)); the logit where d is 0.</summary>
    Oddspower,

    /// <summary>y^(1/d); exp y where d is 0.</summary>
    Power,

    /// <summary>The normal distribution function.</summary>
    Probit,
}

/// <summary>PMML 4.4, General Regression: CUMULATIVE-LINK-FUNCTION.</summary>
public enum CumulativeLink
{
    /// <summary>1 / (1 + exp(−y)).</summary>
    Logit,

    /// <summary>The normal distribution function.</summary>
    Probit,

    /// <summary>1 − exp(−exp y).</summary>
    Cloglog,

    /// <summary>exp(−exp(−y)).</summary>
    Loglog,

    /// <summary>0.5 + arctan(y) / π.</summary>
    Cauchit,
}

/// <summary>A number that a field of the row gives, or that is the same for all rows.</summary>
/// <param name="Variable">The field's name; null for a constant.</param>
/// <param name="Value">The constant.</param>
public sealed record VariableOrValue(string? Variable, double Value);

/// <summary>PMML 4.4, General Regression: a Predictor of the FactorList.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Categories">The rows and columns of its contrast matrix; empty without one.</param>
/// <param name="Contrasts">Per category the contrast with each of the first categories; null for plain indicators.</param>
/// <param name="Location">The element's place.</param>
public sealed record Factor(
    string Field, ImmutableArray<string> Categories, ImmutableArray<ImmutableArray<double>>? Contrasts, SourceLocation Location)
    : PipelineNode(Location);

/// <summary>PMML 4.4, General Regression: PPCell.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Field">The predictor.</param>
/// <param name="Value">A factor's category, or a covariate's power, as written.</param>
/// <param name="TargetCategory">The only category that it speaks of, as written.</param>
/// <param name="Location">The element's place.</param>
public sealed record PPCell(string Parameter, string Field, string Value, string? TargetCategory, SourceLocation Location)
    : PipelineNode(Location);

/// <summary>PMML 4.4, General Regression: PCell.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="TargetCategory">The only category that it speaks of, as written.</param>
/// <param name="Beta">The weight.</param>
/// <param name="Location">The element's place.</param>
public sealed record PCell(string Parameter, string? TargetCategory, double Beta, SourceLocation Location)
    : PipelineNode(Location);

/// <summary>PMML 4.4, General Regression: what Cox regression needs besides its parameters.</summary>
/// <param name="EndTimeVariable">The field with the time to predict for.</param>
/// <param name="StrataVariable">The field that chooses the baseline; null where there is one for all.</param>
/// <param name="Baselines">The baselines.</param>
/// <param name="Location">The place of BaseCumHazardTables.</param>
public sealed record Survival(
    string EndTimeVariable, string? StrataVariable, ImmutableArray<Baseline> Baselines, SourceLocation Location)
    : PipelineNode(Location);

/// <summary>PMML 4.4, General Regression: BaselineStratum, or the cells of BaseCumHazardTables itself.</summary>
/// <param name="Stratum">The stratum's value as written; null for the baseline of all.</param>
/// <param name="MaxTime">The last time that can be predicted for.</param>
/// <param name="Cells">The cumulative hazard from each time on.</param>
/// <param name="Location">The element's place.</param>
public sealed record Baseline(string? Stratum, double MaxTime, ImmutableArray<BaselineCell> Cells, SourceLocation Location)
    : PipelineNode(Location);

/// <summary>PMML 4.4, General Regression: BaselineCell.</summary>
/// <param name="Time">The time.</param>
/// <param name="CumHazard">The cumulative hazard from that time on.</param>
public readonly record struct BaselineCell(double Time, double CumHazard);
