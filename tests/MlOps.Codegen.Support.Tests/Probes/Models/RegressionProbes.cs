using static MlOps.Codegen.Support.Tests.Probes.Pmml;

namespace MlOps.Codegen.Support.Tests.Probes.Models;

/// <summary>Probes of RegressionModel.</summary>
internal static class RegressionProbes
{
    private const string Normalizations = "RegressionModelReader.Normalizations";

    public static KindProbes All { get; } = new(
        "RegressionModel",
        [
            KindProbes.Function("RegressionModel", "regression", File(Linear())),
            KindProbes.Function("RegressionModel", "classification", File(Logistic())),
        ],
        [
            .. Probe.Each("normalizationMethod of a regression", Normalizations, word => File(Linear(attributes: $"normalizationMethod=\"{word}\""))),
            .. Probe.Each("normalizationMethod of two categories", Normalizations, word => File(Classes(word, "label", "no", "yes"))),
            .. Probe.Each("normalizationMethod of three nominal categories", Normalizations, word => File(Classes(word, "g", "a", "b", "c"))),
            .. Probe.Each("normalizationMethod of ordinal categories", Normalizations, word => File(Classes(word, "level", "low", "mid", "high"))),
            new("NumericPredictor exponent", "2", File(Table("""<NumericPredictor name="x" exponent="2" coefficient="2"/>"""))),
            new("NumericPredictor exponent", "-1", File(Table("""<NumericPredictor name="x" exponent="-1" coefficient="2"/>"""))),
            new("CategoricalPredictor", "", File(Table("""<CategoricalPredictor name="c" value="u" coefficient="2"/>"""))),
            new("PredictorTerm", "", File(Table("""<PredictorTerm coefficient="2"><FieldRef field="x"/><FieldRef field="z"/></PredictorTerm>"""))),
            new("PredictorTerm", "with FieldRef mapMissingTo", File(Table("""<PredictorTerm coefficient="2"><FieldRef field="x" mapMissingTo="0"/><FieldRef field="z"/></PredictorTerm>"""))),
        ]);

    private static string Table(string predictors) =>
        $"<RegressionModel functionName=\"regression\">{Schema("x z c", "y")}{Result}<RegressionTable intercept=\"1\">{predictors}</RegressionTable></RegressionModel>";

    private static string Classes(string normalization, string target, params string[] categories) => $"""
        <RegressionModel functionName="classification" normalizationMethod="{normalization}">{Schema("x", target)}{LabelResult}
        {string.Concat(categories.Select((category, i) => i == categories.Length - 1
            ? $"""<RegressionTable targetCategory="{category}" intercept="0"/>"""
            : $"""<RegressionTable targetCategory="{category}" intercept="0.{i + 1}"><NumericPredictor name="x" coefficient="0.25"/></RegressionTable>"""))}
        </RegressionModel>
        """;
}
