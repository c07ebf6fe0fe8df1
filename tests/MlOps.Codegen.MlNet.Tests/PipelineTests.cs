using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MlOps.Codegen.MlNet.Tests.Agreement;

namespace MlOps.Codegen.MlNet.Tests;

/// <summary>Transformers alone: each column is what <c>Transform</c> yields, to the last bit.</summary>
public sealed class PipelineTests
{
    private const double ByOneFloat = 1.2e-7;

    [SkippableFact]
    public void Columns_are_concatenated_and_copied() => Trial.Run(ml => ml.Transforms.Concatenate("Features", "Age", "Income")
        .Append(ml.Transforms.CopyColumns("Other", "City")), outputs: ["Features", "Other"]);

    [SkippableFact]
    public void Missing_numbers_are_replaced_and_indicated() => Trial.Run(
        ml => ml.Transforms.IndicateMissingValues("AgeIsMissing", "Age")
            .Append(ml.Transforms.ReplaceMissingValues("Age", replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean))
            .Append(ml.Transforms.ReplaceMissingValues("Balance", replacementMode: MissingValueReplacingEstimator.ReplacementMode.Minimum))
            .Append(ml.Transforms.Concatenate("Two", "Income", "Age"))
            .Append(ml.Transforms.ReplaceMissingValues("Two", replacementMode: MissingValueReplacingEstimator.ReplacementMode.Maximum))
            .Append(ml.Transforms.IndicateMissingValues("TwoAreMissing", "Two")),
        outputs: ["AgeIsMissing", "Age", "Balance", "Two", "TwoAreMissing"]);

    [SkippableTheory]
    [InlineData("min-max")]
    [InlineData("min-max with an offset")]
    [InlineData("mean-variance")]
    [InlineData("mean-variance as a distribution")]
    [InlineData("log-mean-variance")]
    [InlineData("log-mean-variance as a line")]
    [InlineData("bins")]
    [InlineData("supervised bins")]
    [InlineData("robust scaling")]
    public void Numbers_are_normalized(string kind) => Trial.Run(
        ml => ml.Transforms.Concatenate("Two", "Age", "Income")
            .Append(Normalizer(ml, kind, "Two"))
            .Append(Normalizer(ml, kind, "Income"))
            .Append(Normalizer(ml, kind, "Balance")),
        kind.Contains("distribution", StringComparison.Ordinal) || kind == "log-mean-variance" ? ByOneFloat : 0,
        ["Two", "Income", "Balance"]);

    [SkippableTheory]
    [InlineData(OneHotEncodingEstimator.OutputKind.Indicator)]
    [InlineData(OneHotEncodingEstimator.OutputKind.Key)]
    [InlineData(OneHotEncodingEstimator.OutputKind.Binary)]
    [InlineData(OneHotEncodingEstimator.OutputKind.Bag)]
    public void Categories_are_encoded(OneHotEncodingEstimator.OutputKind kind) => Trial.Run(
        ml => ml.Transforms.Categorical.OneHotEncoding("City", outputKind: kind)
            .Append(ml.Transforms.Categorical.OneHotEncoding("Age", outputKind: kind))
            .Append(ml.Transforms.Categorical.OneHotEncoding("Visits", outputKind: kind))
            .Append(ml.Transforms.Categorical.OneHotEncoding("Member", outputKind: kind)),
        outputs: ["City", "Age", "Visits", "Member"]);

    [SkippableFact]
    public void Keys_come_and_go() => Trial.Run(
        ml => ml.Transforms.Conversion.MapValueToKey("Key", "City")
            .Append(ml.Transforms.Conversion.MapKeyToValue("Back", "Key"))
            .Append(ml.Transforms.Conversion.MapKeyToVector("Vector", "Key"))
            .Append(ml.Transforms.Conversion.MapKeyToBinaryVector("Binary", "Key"))
            .Append(ml.Transforms.Conversion.MapValueToKey("AgeKey", "Age"))
            .Append(ml.Transforms.Conversion.MapKeyToValue("AgeBack", "AgeKey")),
        outputs: ["Key", "Back", "Vector", "Binary", "AgeKey", "AgeBack"]);

    [SkippableFact]
    public void Numbers_and_booleans_are_converted() => Trial.Run(
        ml => ml.Transforms.Conversion.ConvertType("VisitsNumber", "Visits", DataKind.Single)
            .Append(ml.Transforms.Conversion.ConvertType("MemberNumber", "Member", DataKind.Single))
            .Append(ml.Transforms.Conversion.ConvertType("BalanceNumber", "Balance", DataKind.Single))
            .Append(ml.Transforms.Conversion.ConvertType("AgeNumber", "Age", DataKind.Double)),
        outputs: ["VisitsNumber", "MemberNumber", "BalanceNumber", "AgeNumber"]);

    [SkippableFact]
    public void Values_are_mapped() => Trial.Run(
        ml => ml.Transforms.Conversion.MapValue("Size", new Dictionary<string, float> { ["Ulm"] = 1.5f, ["Köln"] = 3, [""] = -1 }, "City")
            .Append(ml.Transforms.Conversion.MapValue("Land", new Dictionary<string, string> { ["Ulm"] = "BW", ["Köln"] = "NRW" }, "City")),
        outputs: ["Size", "Land"]);

    [SkippableFact]
    public void Features_are_selected() => Trial.Run(
        ml => ml.Transforms.Categorical.OneHotEncoding("City").Append(ml.Transforms.Concatenate("Features", "City", "Income", "Age"))
            .Append(ml.Transforms.FeatureSelection.SelectFeaturesBasedOnCount("Features", count: 70)),
        outputs: ["Features"]);

    [SkippableFact]
    public void Columns_are_selected_and_dropped() => Trial.Run(
        ml => ml.Transforms.Concatenate("Features", "Age", "Income").Append(ml.Transforms.DropColumns("Age", "City"))
            .Append(ml.Transforms.SelectColumns("Features", "Income"))
            .Append(ml.Transforms.CopyColumns("Last", "Income")),
        outputs: ["Features", "Income", "Last"]);

    [SkippableTheory]
    [InlineData(LpNormNormalizingEstimatorBase.NormFunction.L1, false)]
    [InlineData(LpNormNormalizingEstimatorBase.NormFunction.L2, false)]
    [InlineData(LpNormNormalizingEstimatorBase.NormFunction.StandardDeviation, false)]
    [InlineData(LpNormNormalizingEstimatorBase.NormFunction.StandardDeviation, true)]
    public void Vectors_are_divided_by_their_norm(LpNormNormalizingEstimatorBase.NormFunction norm, bool centred) => Trial.Run(
        ml => ml.Transforms.Categorical.OneHotEncoding("CityVector", "City")
            .Append(ml.Transforms.NormalizeMinMax("Scaled", "Income"))
            .Append(ml.Transforms.Concatenate("Features", "CityVector", "Scaled"))
            .Append(ml.Transforms.NormalizeLpNorm("Features", norm: norm, ensureZeroMean: centred)),
        Trial.DotProduct,
        ["Features"]);

    [SkippableFact]
    public void Vectors_are_projected_on_principal_components() => Trial.Run(
        ml => ml.Transforms.Categorical.OneHotEncoding("CityVector", "City")
            .Append(ml.Transforms.ReplaceMissingValues("Age")).Append(ml.Transforms.NormalizeMinMax("Scaled", "Age"))
            .Append(ml.Transforms.Concatenate("Features", "CityVector", "Scaled"))
            .Append(ml.Transforms.ProjectToPrincipalComponents("Axes", "Features", rank: 3)),
        Trial.DotProduct,
        ["Axes"]);

    [SkippableTheory]
    [InlineData("(x, y) => x + y * 2 - x / 3")]
    [InlineData("(x, y) => -x - -y")]
    [InlineData("(x, y) => x < 30 && y > 4000 || !(x = x) ? x : y")]
    [InlineData("(x, y) => 20 < x <= 50 and y != 3.5 ? 1.5f : x > 60 ? 2e3 : x")]
    [InlineData("(x, y) => x ?? y ?? 0")]
    [InlineData("(x, y) => isna(x) or not (y >= 5000)")]
    [InlineData("(x, y) => x <> 30")]
    [InlineData("(x, y) => min(x, y) + max(x, 40) * abs(x - 50) + floor(y / 7) - ceil(x / 7)")]
    [InlineData("(x, y) => sqrt(y) + double(x) * 0.1d")]
    public void Formulas_are_computed(string formula) =>
        Trial.Run(ml => ml.Transforms.Expression("Result", formula, "Age", "Income"), outputs: ["Result"]);

    [SkippableTheory]
    [InlineData("(x, y) : (y - x) / (x - 30)")]
    [InlineData("(x, y) => ln(x - 18) + log(y)")]
    [InlineData("(x, y) => (x - 30) / (x - 30)")]
    public void Formulas_leave_the_finite_numbers_where_MlNet_does(string formula) => Trial.Run(
        ml => ml.Transforms.Expression("Result", formula, "Age", "Income"), ByOneFloat, ["Result"], yieldsInfinities: true);

    [SkippableFact]
    public void Formulas_take_vectors_slot_by_slot() => Trial.Run(
        ml => ml.Transforms.Concatenate("Two", "Age", "Income").Append(ml.Transforms.Expression("Result", "(x, b, m) => m ? x * 0.5 : float(b)", "Two", "Balance", "Member")),
        outputs: ["Result"]);

    private static IEstimator<ITransformer> Normalizer(MLContext ml, string kind, string column) => kind switch
    {
        "min-max" => ml.Transforms.NormalizeMinMax(column),
        "min-max with an offset" => ml.Transforms.NormalizeMinMax(column, fixZero: false),
        "mean-variance" => ml.Transforms.NormalizeMeanVariance(column, fixZero: false),
        "mean-variance as a distribution" => ml.Transforms.NormalizeMeanVariance(column, useCdf: true),
        "log-mean-variance" => ml.Transforms.NormalizeLogMeanVariance(column),
        "log-mean-variance as a line" => ml.Transforms.NormalizeLogMeanVariance(column, useCdf: false),
        "bins" => ml.Transforms.NormalizeBinning(column, maximumBinCount: 8),
        "supervised bins" => ml.Transforms.NormalizeSupervisedBinning(column, labelColumnName: "Label", fixZero: false, maximumBinCount: 6),
        "robust scaling" => ml.Transforms.NormalizeRobustScaling(column),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
