using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Compiler.Pipeline;

namespace MlOps.Codegen.Compiler.Models.RegressionModels;

/// <summary>PMML 4.4, Regression.</summary>
/// <param name="Common">The parts that all kinds share.</param>
/// <param name="Normalization">How the linear results become predictions.</param>
/// <param name="Tables">The regression tables: one for regression, one per category for classification.</param>
public sealed record RegressionModel(
    ModelCommon Common,
    RegressionNormalization Normalization,
    ImmutableArray<RegressionTable> Tables) : Model(Common)
{
    /// <inheritdoc/>
    public override string ElementName => "RegressionModel";

    /// <inheritdoc/>
    public override string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"normalization {Normalization}, {Tables.Length} tables, {Tables.Sum(table => table.NumericPredictors.Length + table.CategoricalPredictors.Length + table.PredictorTerms.Length)} predictors");
}

/// <summary>PMML 4.4, Regression: RegressionTable.</summary>
/// <param name="Intercept">The constant.</param>
/// <param name="TargetCategory">The category that it stands for, as written.</param>
/// <param name="NumericPredictors">Weighted powers of fields.</param>
/// <param name="CategoricalPredictors">Weights of single categories.</param>
/// <param name="PredictorTerms">Weighted products of fields.</param>
/// <param name="Location">The element's place.</param>
public sealed record RegressionTable(
    double Intercept,
    string? TargetCategory,
    ImmutableArray<NumericPredictor> NumericPredictors,
    ImmutableArray<CategoricalPredictor> CategoricalPredictors,
    ImmutableArray<PredictorTerm> PredictorTerms,
    SourceLocation Location) : PipelineNode(Location);

/// <summary>PMML 4.4, Regression: NumericPredictor.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Exponent">The power.</param>
/// <param name="Coefficient">The weight.</param>
/// <param name="Location">The element's place.</param>
public sealed record NumericPredictor(string Field, int Exponent, double Coefficient, SourceLocation Location)
    : PipelineNode(Location);

/// <summary>PMML 4.4, Regression: CategoricalPredictor.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Value">The category as written.</param>
/// <param name="Coefficient">The weight.</param>
/// <param name="Location">The element's place.</param>
public sealed record CategoricalPredictor(string Field, string Value, double Coefficient, SourceLocation Location)
    : PipelineNode(Location);

/// <summary>PMML 4.4, Regression: PredictorTerm.</summary>
/// <param name="Fields">The fields that are multiplied.</param>
/// <param name="Coefficient">The weight.</param>
/// <param name="Location">The element's place.</param>
public sealed record PredictorTerm(ImmutableArray<string> Fields, double Coefficient, SourceLocation Location)
    : PipelineNode(Location);

/// <summary>PMML 4.4, Regression: REGRESSIONNORMALIZATIONMETHOD.</summary>
public enum RegressionNormalization
{
    /// <summary>As it is.</summary>
    None,

    /// <summary>Divided by the sum.</summary>
    Simplemax,

    /// <summary>Exponentials divided by their sum.</summary>
    Softmax,

    /// <summary>1 / (1 + e^−y).</summary>
    Logit,

    /// <summary>The normal distribution function.</summary>
    Probit,

    /// <summary>1 − exp(−exp y).</summary>
    Cloglog,

    /// <summary>e^y.</summary>
    Exp,

    /// <summary>exp(−exp(−y)).</summary>
    Loglog,

    /// <summary>0.5 + arctan(y) / π.</summary>
    Cauchit,
}
