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
    public void Integers_and_booleans_become_texts_truths_and_wider_integers() => Trial.Run(
        ml => ml.Transforms.Conversion.ConvertType("VisitsText", "Visits", DataKind.String)
            .Append(ml.Transforms.Conversion.ConvertType("MemberText", "Member", DataKind.String))
            .Append(ml.Transforms.Conversion.ConvertType("VisitsTruth", "Visits", DataKind.Boolean))
            .Append(ml.Transforms.Conversion.ConvertType("AgeTruth", "Age", DataKind.Boolean))
            .Append(ml.Transforms.Conversion.ConvertType("BalanceTruth", "Balance", DataKind.Boolean))
            .Append(ml.Transforms.Conversion.ConvertType("Long", "Visits", DataKind.Int64))
            .Append(ml.Transforms.Conversion.ConvertType("Whole", "Member", DataKind.Int32))
            .Append(ml.Transforms.Conversion.ConvertType("LongNumber", "Long", DataKind.Single))
            .Append(ml.Transforms.Conversion.ConvertType("WholeNumber", "Whole", DataKind.Single)),
        outputs: ["VisitsText", "MemberText", "VisitsTruth", "AgeTruth", "BalanceTruth", "LongNumber", "WholeNumber"]);

    [SkippableFact]
    public void Texts_become_truths() => Compare(
        ml => ml.Transforms.Conversion.ConvertType("Truth", "Text", DataKind.Boolean), ["Truth"], []);

    [SkippableFact]
    public void Texts_become_numbers_as_MlNet_reads_them() => Compare(
        ml => ml.Transforms.Conversion.ConvertType("Number", "Text", DataKind.Single), ["Number"], Trial.Databases);

    private static void Compare(Func<MLContext, IEstimator<ITransformer>> estimator, string[] outputs, string[] refusedBy)
    {
        string[] texts =
        [
            "", null!, " ", "1", "0", "-", "+", "+1", "-1", "t", "Y", "yEs", "TRUE", "true ", "False", "no", "12.5", "-.5", ".5", "5.", ".", "-.", "+.e1", "1e3", "1E-3",
            "1e", "1e+", "1e400", "-1e400", "1e-70", "1.5e38", "3.5e38", "?", "NaN", "nan", "Infinity", "-Infinity", "\u221E", "-\u221E", " 7 ", "7 8", "0x10", "1,5", "--1",
            "123456789012345678901234567890", "0.1234567890123456789012345", "16777217", "16777219", "8.589973e9", "0.00000000000000000000000000000000000000000001",
            "\t3\n", "9".PadLeft(40, '9'), "1e00000000000000000000012", "1e99999999999999999999",
            .. Enumerable.Range(-66, 107).SelectMany(power => (string[])[$"1e{power}", $"123456789e{power}", $"-{float.MaxValue / 3e38f:R}e{power}"]),
        ];
        var ml = new MLContext(seed: 7);
        Rows.Review[] rows = [.. texts.Select(text => new Rows.Review { Text = text })];
        IDataView view = ml.Data.LoadFromEnumerable(rows);
        Trial.Compare(ml, estimator(ml).Fit(view), view.Schema, rows, outputs: outputs, refusedBy: refusedBy);
    }

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
    [InlineData(LpNormNormalizingEstimatorBase.NormFunction.Infinity, false)]
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
    public void Many_indicators_are_divided_by_the_largest() => Trial.Run(
        ml => ml.Transforms.Concatenate("Texts", "City", "Plan", "Kind")
            .Append(ml.Transforms.Categorical.OneHotEncoding("Features", "Texts"))
            .Append(ml.Transforms.NormalizeLpNorm("Features", norm: LpNormNormalizingEstimatorBase.NormFunction.Infinity)),
        outputs: ["Features"]);

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
    [InlineData("(x, y) => with(z = x * 2, w = z + 1; z * w + with(z = y; z))")]
    [InlineData("(x, y) => round(x / 4) + trunc(-y / 3) - sign(x - 40) * pi()")]
    [InlineData("(x, y) => isna(x) ? na(y) : float(x > 30) + 1")]
    [InlineData("(x, y) => x > 0 and x < 1e6 and y < 1e6 and y > -1e6 ? y % x + x % 7 - (0 - y) % 3.5 : 0")]
    [InlineData("(x, y) => x > -1e6 and x < 1e6 ? int(x / 4) % 3 * 2 : -1")]
    public void Formulas_are_computed(string formula) =>
        Trial.Run(ml => ml.Transforms.Expression("Result", formula, "Age", "Income"), outputs: ["Result"]);

    [SkippableTheory]
    [InlineData("x => sin(x / 100) + cos(x) * tan(x / 200)")]
    [InlineData("x => asin(x / 60) - acos(x / 60) + atan(x)")]
    [InlineData("x => deg(x) * rad(x)")]
    [InlineData("x => x ^ 0.5 ^ 2 - -x ^ 2")]
    [InlineData("x => (x - 30) ^ (40 - x)")]
    public void Formulas_of_powers_and_angles_are_computed(string formula) => Trial.Run(
        ml => ml.Transforms.Expression("Result", formula, "Age"), Trial.DotProduct, ["Result"], yieldsInfinities: formula.Contains("^ (", StringComparison.Ordinal));

    [SkippableTheory]
    [InlineData("(c, p, v) => c == p or p != \"pro\" and len(c) > 4")]
    [InlineData("(c, p, v) => v > 5 ? concat(lower(c), \" \", p) : \"few\"")]
    [InlineData("(c, p, v) => len(concat(c, p)) + v * 0.5 - max(v, 3)")]
    [InlineData("(c, p, v) => v = 3 or bool(c)")]
    [InlineData("(c, p, v) => (v - 5) / 2 + (v - 5) % 3 - abs(v - 6) * sign(v - 4)")]
    [InlineData("(c, p, v) => 2147483640 + v")]
    [InlineData("(c, p, v) => -2147483640 - v - -v")]
    [InlineData("(c, p, v) => (v * 100000 + 7) * 1000 / (v * v + 1) + int(v > 3) + int(v * 0.5)")]
    [InlineData("(c, p, v) => concat(left(c, 2), text(v), right(p, v), mid(c, 1, -1), left(p, -1), text(v > 3))")]
    public void Formulas_take_texts_and_integers(string formula) => Trial.Run(
        ml => ml.Transforms.Expression("Result", formula, "City", "Plan", "Visits"), outputs: ["Result"]);

    [SkippableFact]
    public void Formulas_read_numbers_of_texts() => Trial.Run(
        ml => ml.Transforms.Conversion.ConvertType("VisitsText", "Visits", DataKind.String)
            .Append(ml.Transforms.Expression("Result", "(a, b) => float(a) + float(b)", "VisitsText", "City")),
        outputs: ["Result"],
        refusedBy: Trial.Databases);

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
