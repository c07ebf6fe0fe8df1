using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.MlNet.Tests.Rows;

namespace MlOps.Codegen.MlNet.Tests;

/// <summary>What has no exact translation is refused by the names of its column and its class.</summary>
public sealed class RefusalTests
{
    private static readonly MLContext Ml = new(seed: 7);

    [Theory]
    [InlineData("(x, y) => x ^ y", "'^'")]
    [InlineData("(x, y) => x % y", "'%'")]
    [InlineData("(x, y) => with(z = x; z + y)", "';'")]
    [InlineData("(x, y) => sin(x) + y", "'sin'")]
    [InlineData("(x, y) => x > y ? \"a\" : \"b\"", "'\"'")]
    [InlineData("(x, y) => isna(x) ? 1 : 2", "whole number")]
    public void Formulas_beyond_the_supported_are_refused_by_what_they_have(string formula, string reason) => AssertRefused(
        Ml.Transforms.Expression("Sum", formula, "Age", "Income"), "MLC3030", "Sum", reason);

    [Fact]
    public void Norms_that_depend_on_how_a_vector_is_stored_are_not_guessed() => AssertRefused(
        Ml.Transforms.Concatenate("Features", "Age", "Income").Append(Ml.Transforms.NormalizeGlobalContrast("Contrast", "Features")),
        "MLC3030",
        "Contrast",
        "LpNormNormalizingTransformer");

    [Fact]
    public void Code_of_the_application_is_no_part_of_a_model() => AssertRefused(
        Ml.Transforms.CustomMapping<Customer, Doubled>((customer, doubled) => doubled.Twice = customer.Age * 2, null), "MLC3030", "Twice", "CustomMappingTransformer");

    [Fact]
    public void A_prior_reads_no_column() => AssertRefused(
        Ml.Transforms.Concatenate("Features", "Age").Append(Ml.BinaryClassification.Trainers.Prior()), "MLC3031", "PriorModelParameters", "no column");

    [Fact]
    public void Several_refusals_are_told_at_once()
    {
        IDataView training = Ml.Data.LoadFromEnumerable(Customers.Training);
        ITransformer model = Ml.Transforms.Concatenate("Both", "Age", "Income").Append(Ml.Transforms.NormalizeLpNorm("One", "Both", norm: LpNormNormalizingEstimatorBase.NormFunction.Infinity))
            .Append(Ml.Transforms.NormalizeLpNorm("Two", "Both", norm: LpNormNormalizingEstimatorBase.NormFunction.Infinity)).Fit(training);
        var diagnostics = new DiagnosticBag();

        MlNetModel read = MlNetReader.Read(model, training.Schema, diagnostics)!;

        Assert.Null(MlNetCompiler.Compile(read, "model", diagnostics, outputs: ["One", "Two", "Three"]));
        Assert.Equal(["MLC3030", "MLC3030", "MLC3033"], diagnostics.Select(diagnostic => diagnostic.Id));
    }

    private static void AssertRefused(
        IEstimator<ITransformer> estimator, string id, string first, string second, string[]? outputs = null)
    {
        IDataView training = Ml.Data.LoadFromEnumerable(Customers.Training);
        var diagnostics = new DiagnosticBag();

        MlNetModel? model = MlNetReader.Read(estimator.Fit(training), training.Schema, diagnostics);

        Assert.True(model is null || MlNetCompiler.Compile(model, "model", diagnostics, outputs: outputs) is null);
        Assert.Contains(diagnostics, diagnostic => diagnostic.Id == id
            && diagnostic.Message.Contains(first, StringComparison.Ordinal)
            && diagnostic.Message.Contains(second, StringComparison.Ordinal));
    }

    private sealed class Doubled
    {
        public float Twice { get; set; }
    }
}
