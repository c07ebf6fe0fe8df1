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
    [InlineData("(x, y) => double(x) % y", "'%'")]
    [InlineData("(x, y) => sinh(x) + y", "'sinh'")]
    [InlineData("(x, y) => left(text(x), 2)", "'text'")]
    [InlineData("(x, y) => int(x) ^ 2", "whole numbers")]
    [InlineData("(x, y) => x > y ? \"a\\\\\" : \"b\"", "backslash")]
    public void Formulas_beyond_the_supported_are_refused_by_what_they_have(string formula, string reason) => AssertRefused(
        Ml.Transforms.Expression("Sum", formula, "Age", "Income"), "MLC3030", "Sum", reason);

    [Fact]
    public void Norms_that_depend_on_how_a_vector_is_stored_are_not_guessed() => AssertRefused(
        Ml.Transforms.Concatenate("Features", "Age", "Income").Append(Ml.Transforms.NormalizeGlobalContrast("Contrast", "Features")),
        "MLC3030",
        "Contrast",
        "LpNormNormalizingTransformer");

    [Fact]
    public void The_largest_of_many_numbers_that_may_be_missing_depends_on_the_processor() => AssertRefused(
        Ml.Transforms.Concatenate("Features", [.. Enumerable.Repeat("Age", 16)])
            .Append(Ml.Transforms.NormalizeLpNorm("Largest", "Features", norm: LpNormNormalizingEstimatorBase.NormFunction.Infinity)),
        "MLC3030",
        "Largest",
        "processor");

    [Fact]
    public void Code_of_the_application_is_no_part_of_a_model() => AssertRefused(
        Ml.Transforms.CustomMapping<Customer, Doubled>((customer, doubled) => doubled.Twice = customer.Age * 2, null), "MLC3030", "Twice", "CustomMappingTransformer");

    [Theory]
    [InlineData("Age", DataKind.String)]
    [InlineData("Visits", DataKind.SByte)]
    [InlineData("City", DataKind.Double)]
    [InlineData("City", DataKind.Int32)]
    public void Conversions_that_MlNet_makes_its_own_way_are_refused(string column, DataKind kind) => AssertRefused(
        Ml.Transforms.Conversion.ConvertType("Converted", column, kind), "MLC3030", "Converted", "converts");

    [Fact]
    public void Word_vectors_and_topics_are_refused() => AssertRefused(
        Ml.Transforms.Text.ProduceWordBags("Bag", "City").Append(Ml.Transforms.Text.LatentDirichletAllocation("Topics", "Bag", numberOfTopics: 2, maximumNumberOfIterations: 1)),
        "MLC3030",
        "Topics",
        "LatentDirichletAllocationTransformer");

    [Fact]
    public void Places_that_differ_from_row_to_row_are_not_hashed() => AssertRefused(
        Ml.Transforms.Concatenate("Texts", "City", "Plan").Append(Ml.Transforms.Text.NormalizeText("Plain", "Texts"))
            .Append(Ml.Transforms.Conversion.Hash(new HashingEstimator.ColumnOptions("Hashed", "Plain", numberOfBits: 4, useOrderedHashing: true)))
            .Append(Ml.Transforms.Conversion.MapKeyToVector("Bag", "Hashed", outputCountVector: true)),
        "MLC3030",
        "Hashed",
        "row to row");

    [Fact]
    public void Words_alone_are_no_column_of_a_table() => AssertRefused(
        Ml.Transforms.Text.TokenizeIntoWords("Words", "City"), "MLC3032", "Words", "length");

    [Fact]
    public void Several_refusals_are_told_at_once()
    {
        IDataView training = Ml.Data.LoadFromEnumerable(Customers.Training);
        ITransformer model = Ml.Transforms.Concatenate("Both", "Age", "Income").Append(Ml.Transforms.NormalizeGlobalContrast("One", "Both"))
            .Append(Ml.Transforms.NormalizeGlobalContrast("Two", "Both")).Fit(training);
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
