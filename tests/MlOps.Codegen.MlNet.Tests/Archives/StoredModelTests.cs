using Microsoft.ML;
using Microsoft.ML.Data;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Tests.Agreement;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;

namespace MlOps.Codegen.MlNet.Tests.Archives;

/// <summary>Models that older versions of ML.NET saved load, or are refused with a reason.</summary>
public sealed class StoredModelTests
{
    [SkippableFact]
    public void Stored_models_compile_or_are_refused_with_a_reason()
    {
        string folder = Suite.Require();
        string[] files = [.. Directory.EnumerateFiles(folder, "*.zip", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            var diagnostics = new DiagnosticBag();
            bool compiles = MlNetReader.Read(file, diagnostics) is { } model
                && MlNetCompiler.Compile(model, Path.GetFileNameWithoutExtension(file), diagnostics) is not null;

            Assert.NotEqual(compiles, diagnostics.HasErrors);
            Assert.All(diagnostics, diagnostic => Assert.True(diagnostic.Message.Length > 20, diagnostic.ToString()));
        }
    }

    [SkippableTheory]
    [InlineData("MlrWithStats.zip", "Score")]
    [InlineData("choose-keep-model.zip", "Score")]
    [InlineData("termlookup_with_key.zip", "Score")]
    [InlineData("MurmurHashV1.zip", "Bar")]
    [InlineData("normalizer_verwrit-00010001.zip", "float1bin")]
    [InlineData("TestModels/SentimentModel.zip", "Score")]
    [InlineData("sentiment_model.zip", "Score")]
    [InlineData("MLSentimentModel.zip", "Score")]
    [InlineData("SentimentRazorML.Model/MLModel.zip", "Score")]
    [InlineData("RestaurantViolationsML.Model/MLModel.zip", "Score")]
    [InlineData("product_month_fastTreeTweedie.zip", "Score")]
    [InlineData("IrisClassificationModel.zip", "Score")]
    [InlineData("MNIST/MLModels/Model.zip", "Score")]
    [InlineData("randomizedPca.zip", "Score")]
    public void Stored_models_score_as_MlNet_scores_them(string name, string output) => Compare(name, output, null);

    [SkippableTheory]
    [InlineData("Unity-HelloMLNET/HelloMLNET/Assets/Models/model.zip")]
    [InlineData("SDCAModel.zip")]
    [InlineData("FastTreeModel.zip")]
    public void Stored_models_without_a_schema_score_with_one(string name)
    {
        var without = new DiagnosticBag();
        Assert.Null(MlNetReader.Read(Find(name), without));
        Assert.Equal("MLC1034", Assert.Single(without).Id);

        // What the models ask for, of numbers only.
        string[] numbers = ["Season", "Year", "Month", "Hour", "Holiday", "Weekday", "WorkingDay", "Weather", "Temperature", "NormalizedTemperature", "Humidity", "Windspeed", "Count", "x", "y", "Label", "Size", "Price"];
        var schema = new DataViewSchema.Builder();
        foreach (string number in numbers)
        {
            schema.AddColumn(number, NumberDataViewType.Single);
        }

        schema.AddColumn("Text", TextDataViewType.Instance);
        Compare(name, "Score", schema.ToSchema());
    }

    private static string Find(string name) => Directory.EnumerateFiles(Suite.Require(), Path.GetFileName(name), SearchOption.AllDirectories)
        .Single(file => file.Replace('\\', '/').EndsWith("/" + name, StringComparison.Ordinal));

    private static void Compare(string name, string output, DataViewSchema? schema)
    {
        var diagnostics = new DiagnosticBag();
        using FileStream file = File.OpenRead(Find(name));
        MlNetModel? model = MlNetReader.Read(file, name, schema, diagnostics);
        Assert.True(model is not null, string.Join('\n', diagnostics));
        ScoringPlan? compiled = MlNetCompiler.Compile(model, "model", diagnostics, outputs: [output]);
        Assert.True(compiled is not null, string.Join('\n', diagnostics));
        ScoringPlan plan = compiled;
        IDataView rows = new RandomRows(model.Input).Load();
        var chain = new TransformerChain<ITransformer>([.. model.Steps.Select(step => step.Transformer)]);

        Dictionary<string, List<Scalar>> expected = Expected.Of(chain.Transform(rows));

        var evaluator = new PlanEvaluator(plan);
        int count = expected[plan.Outputs[0].Schema.Name].Count;
        Dictionary<string, List<Scalar>> values = Expected.Of(rows);

        // The rows' slots have numbers where the model's have names.
        Dictionary<string, List<Scalar>> inputs = model.Input.Where(column => !column.IsHidden && Column.WidthOf(column.Type) > 0)
            .SelectMany(column => Column.PublicNames(column).Zip(Column.PublicNames(rows.Schema[column.Name])))
            .Where(pair => values.ContainsKey(pair.Second))
            .ToDictionary(pair => pair.First, pair => values[pair.Second]);
        for (int row = 0; row < count; row++)
        {
            int at = row;
            Scalar[] scored = evaluator.Evaluate([.. plan.Inputs.Select(input => inputs[input.Schema.Name][at])]);
            Assert.All(plan.Outputs.Zip(scored), pair =>
            {
                Scalar wanted = expected[pair.First.Schema.Name][at];
                Assert.Equal(wanted.IsMissing, pair.Second.IsMissing);
                Assert.True(wanted.IsMissing || !wanted.IsDouble ? wanted == pair.Second : Math.Abs(wanted.Double - pair.Second.Double) <= Trial.DotProduct * Math.Max(1, Math.Abs(wanted.Double)), $"{wanted} {pair.Second}");
            });
        }

        // Rows of nothing but empty texts are no lines.
        Assert.InRange(count, 40, 80);
    }
}
