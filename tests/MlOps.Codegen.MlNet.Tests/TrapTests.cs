using System.Collections;
using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.MlNet.Members;
using MlOps.Codegen.MlNet.Tests.Agreement;
using MlOps.Codegen.MlNet.Tests.Rows;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.MlNet.Tests;

/// <summary>Where ML.NET is not what its public face, or its documentation, says: a test for each trap of docs/mlnet.md.</summary>
public sealed class TrapTests
{
    private const double Large = 1 << 25;

    private static readonly MLContext Ml = new(seed: 7);

    [SkippableFact]
    public void LightGbm_sends_missing_values_by_defaults_that_only_its_inside_knows()
    {
        IDataView training = Ml.Data.LoadFromEnumerable(Customers.Training);
        ITransformer model = Native(() => Ml.Transforms.Concatenate("Features", "Age", "Income")
            .Append(Ml.Regression.Trainers.LightGbm("Amount", numberOfIterations: 20, minimumExampleCountPerLeaf: 3)).Fit(training));

        Assert.Contains(Trees(model), tree => MlNetMembers.MissingDefaults.OrNull<float[]>(tree) is not null);
        Assert.Contains(Customers.Scoring, row => float.IsNaN(row.Age));
        Trial.Compare(Ml, model, training.Schema, Customers.Scoring);
    }

    [SkippableFact]
    public void A_default_that_equals_a_large_threshold_sends_missing_values_to_the_left()
    {
        // Beyond 2^24 the float next to a threshold is more than one away: the stored default, one above, is the threshold itself.
        var random = new Random(5);
        Pair[] rows = [.. Enumerable.Range(0, 300).Select(i =>
        {
            float x = (float)(Large + (16 * random.Next(40)));
            bool missing = i % 4 == 0;
            return new Pair { X = missing ? float.NaN : x, Y = missing ? 9 : x > Large + 300 ? 10 : 1 };
        })];
        IDataView training = Ml.Data.LoadFromEnumerable(rows);
        ITransformer model = Native(() => Ml.Transforms.Concatenate("Features", "X")
            .Append(Ml.Regression.Trainers.LightGbm("Y", numberOfIterations: 10, minimumExampleCountPerLeaf: 5)).Fit(training));

        Assert.Contains(Trees(model), tree => MlNetMembers.MissingDefaults.OrNull<float[]>(tree) is { } defaults
            && defaults.Zip(MlNetMembers.RawThresholds.Of<float[]>(tree)).Any(pair => pair.First == pair.Second && pair.First > Large));
        Trial.Compare(Ml, model, training.Schema, rows);
    }

    [SkippableFact]
    public void A_split_of_categories_goes_right_where_a_listed_slot_is_set()
    {
        IDataView training = Ml.Data.LoadFromEnumerable(Customers.Training);
        ITransformer model = Native(() => CategoricalSplits().Fit(training));

        Assert.Contains(Trees(model), tree => MlNetMembers.CategoricalSplit.Of<bool[]>(tree).Contains(true));
        Trial.Compare(Ml, model, training.Schema, Customers.Scoring);
    }

    [SkippableFact]
    public void Exported_code_sends_missing_values_elsewhere_and_there_is_none_for_sets_of_categories()
    {
        IDataView training = Ml.Data.LoadFromEnumerable(Customers.Training);
        ITransformer model = Native(() => Ml.Transforms.Concatenate("Features", "Age", "Income")
            .Append(Ml.Regression.Trainers.LightGbm("Amount", numberOfIterations: 20, minimumExampleCountPerLeaf: 3)).Fit(training));
        var code = ExportedCode.Of(Trained(model));
        List<Scalar> scores = Expected.Of(model.Transform(Ml.Data.LoadFromEnumerable(Customers.Scoring)))["Score"];
        (Customer Row, double Difference)[] differences =
            [.. Customers.Scoring.Zip(scores, (row, score) => (row, Math.Abs(code.Score([row.Age, row.Income]) - score.Double)))];

        // The code is right but where a value is missing.
        Assert.All(differences.Where(pair => !float.IsNaN(pair.Row.Age) && !float.IsNaN(pair.Row.Income)), pair => Assert.True(pair.Difference < 1e-5));
        Assert.Contains(differences, pair => float.IsNaN(pair.Row.Age) && pair.Difference > 0.1);
        Trial.Compare(Ml, model, training.Schema, Customers.Scoring, only: ["reference"]);

        // Splits of categories: see also BaselineTests, of what ML.NET stores as INI.
        ITransformer categories = Native(() => CategoricalSplits().Fit(training));
        Assert.Throws<TargetInvocationException>(() => ExportedCode.Of(Trained(categories)));
        Trial.Compare(Ml, categories, training.Schema, Customers.Scoring, only: ["reference"]);
    }

    [SkippableFact]
    public void Weights_of_trees_are_ignored()
    {
        IDataView training = Ml.Data.LoadFromEnumerable(Customers.Training);
        ITransformer model = Ml.Transforms.Concatenate("Features", "Age", "Income")
            .Append(Ml.Regression.Trainers.FastTree("Amount", numberOfTrees: 5, minimumExampleCountPerLeaf: 3)).Fit(training);
        foreach (object tree in Trees(model))
        {
            tree.GetType().GetProperty("Weight", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!.SetValue(tree, 3.0);
        }

        Trial.Compare(Ml, model, training.Schema, Customers.Scoring);
    }

    [SkippableFact]
    public void Trees_without_a_split_are_their_leaf()
    {
        IDataView training = Ml.Data.LoadFromEnumerable(Customers.Training);
        ITransformer model = Native(() => Ml.Transforms.Concatenate("Features", "Age", "Income")
            .Append(Ml.Regression.Trainers.LightGbm("Amount", numberOfIterations: 3, minimumExampleCountPerLeaf: 100_000)).Fit(training));

        Assert.All(Trees(model), tree => Assert.Single(MlNetMembers.LeafValues.Of<double[]>(tree).Distinct()));
        Trial.Compare(Ml, model, training.Schema, Customers.Scoring);
    }

    [SkippableFact]
    public void A_file_and_the_model_in_memory_are_one_plan()
    {
        IDataView training = Ml.Data.LoadFromEnumerable(Customers.Training);
        ITransformer model = Ml.Transforms.Categorical.OneHotEncoding("City").Append(Ml.Transforms.Concatenate("Features", "City", "Income"))
            .Append(Ml.BinaryClassification.Trainers.FastTree(numberOfTrees: 5, minimumExampleCountPerLeaf: 3)).Fit(training);
        using var stream = new MemoryStream();
        Ml.Model.Save(model, training.Schema, stream);
        stream.Position = 0;
        var diagnostics = new DiagnosticBag();
        MlNetModel read = MlNetReader.Read(stream, "model.zip", null, diagnostics)!;

        ScoringPlan fromFile = MlNetCompiler.Compile(read, "model", diagnostics)!;

        Assert.Equal(PlanText.Of(Trial.Compile(model, training.Schema)), PlanText.Of(fromFile));
    }

    [SkippableFact]
    public void Columns_of_one_name_follow_each_other() => Trial.Run(
        ml => ml.Transforms.CopyColumns("Before", "Income")
            .Append(ml.Transforms.NormalizeMinMax("Income"))
            .Append(ml.Transforms.CopyColumns("Between", "Income"))
            .Append(ml.Transforms.NormalizeBinning("Income", maximumBinCount: 4))
            .Append(ml.Transforms.Conversion.MapValueToKey("City"))
            .Append(ml.Transforms.Conversion.MapKeyToVector("City"))
            .Append(ml.Transforms.Concatenate("City", "City", "Between")),
        outputs: ["Before", "Between", "Income", "City"]);

    [Fact]
    public void A_model_without_a_schema_needs_one()
    {
        IDataView training = Ml.Data.LoadFromEnumerable(Customers.Training);
        ITransformer model = Ml.Transforms.Concatenate("Features", "Income", "Age").Fit(training);
        using var stream = new MemoryStream();
        Ml.Model.Save(model, null, stream);

        var without = new DiagnosticBag();
        stream.Position = 0;
        Assert.Null(MlNetReader.Read(stream, "model.zip", null, without));
        Assert.Equal("MLC1034", Assert.Single(without).Id);

        var with = new DiagnosticBag();
        stream.Position = 0;
        MlNetModel read = MlNetReader.Read(stream, "model.zip", training.Schema, with)!;
        Assert.Equal(["Age", "Income"], MlNetCompiler.Compile(read, "model", with)!.Inputs.Select(input => input.Schema.Name));
    }

    [SkippableFact]
    public void What_only_training_needs_is_not_read()
    {
        IDataView training = Ml.Data.LoadFromEnumerable(Customers.Training);
        ITransformer model = Ml.Transforms.Conversion.MapValueToKey("Class", "Kind")
            .Append(Ml.Transforms.CustomMapping<Customer, Unused>((_, unused) => unused.Nothing = 1, "unused"))
            .Append(Ml.Transforms.Concatenate("Features", "Income"))
            .Append(Ml.MulticlassClassification.Trainers.NaiveBayes("Class"))
            .Append(Ml.Transforms.Conversion.MapKeyToValue("PredictedLabel")).Fit(training);
        var withoutMapping = new TransformerChain<ITransformer>([.. ((IEnumerable<ITransformer>)model).Where(step => !step.GetType().Name.StartsWith("CustomMapping", StringComparison.Ordinal))]);

        ScoringPlan plan = Trial.Compile(withoutMapping, training.Schema);

        Assert.Equal(["Income"], plan.Inputs.Select(input => input.Schema.Name));
    }

    [Fact]
    public void Every_member_that_is_read_is_there_and_a_missing_one_names_the_version()
    {
        Assert.All(MlNetMembers.All, member => Assert.True(member.Exists, member.ToString()));

        var diagnostics = new DiagnosticBag();
        var absent = new NonPublicMember("Microsoft.ML.Data.OneToOneTransformerBase", typeof(ColumnConcatenatingTransformer).Assembly, "Gone");

        Assert.False(MlNetReader.HasMembers([absent], SourceLocation.None, diagnostics));
        Diagnostic diagnostic = Assert.Single(diagnostics);
        Assert.Equal("MLC1033", diagnostic.Id);
        Assert.Contains(MlNetMembers.Version, diagnostic.Message, StringComparison.Ordinal);
        Assert.Contains("OneToOneTransformerBase.Gone", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Trees_ask_the_category_and_the_number_not_what_was_made_of_them()
    {
        IDataView training = Ml.Data.LoadFromEnumerable(Customers.Training);
        ITransformer model = Ml.Transforms.Categorical.OneHotEncoding("CityVector", "City")
            .Append(Ml.Transforms.NormalizeMeanVariance("Normal", "Income"))
            .Append(Ml.Transforms.Concatenate("Features", "CityVector", "Normal"))
            .Append(Ml.Regression.Trainers.FastTree("Amount", numberOfTrees: 10, minimumExampleCountPerLeaf: 3)).Fit(training);

        ScoringPlan plan = Trial.Compile(model, training.Schema);

        TreeEnsemble ensemble = plan.Definitions.OfType<KernelDefinition>().Select(definition => definition.Kernel).OfType<TreeEnsemble>().Single();
        Assert.Equal(
            plan.Inputs.Select(input => input.Value.Name).Order(StringComparer.Ordinal),
            ensemble.Features.Select(feature => feature.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Linear_models_look_up_one_number_per_category()
    {
        IDataView training = Ml.Data.LoadFromEnumerable(Customers.Training);
        ITransformer model = Ml.Transforms.Categorical.OneHotEncoding("CityVector", "City")
            .Append(Ml.Transforms.Concatenate("Features", "CityVector", "Income"))
            .Append(Ml.Regression.Trainers.Sdca("Amount", maximumNumberOfIterations: 5)).Fit(training);

        ScoringPlan plan = Trial.Compile(model, training.Schema);

        Kernel[] kernels = [.. plan.Definitions.OfType<KernelDefinition>().Select(definition => definition.Kernel)];
        Assert.Equal(2, kernels.OfType<LinearCombination>().Single().Terms.Length);
        Assert.Equal("City", kernels.OfType<LookupTable>().Single().Keys.Single().Name);
    }

    private static IEstimator<ITransformer> CategoricalSplits() => Ml.Transforms.Categorical.OneHotEncoding("City").Append(Ml.Transforms.Categorical.OneHotEncoding("Visits"))
        .Append(Ml.Transforms.Concatenate("Features", "City", "Visits"))
        .Append(Ml.Regression.Trainers.LightGbm(new LightGbmRegressionTrainer.Options
        {
            LabelColumnName = "Amount",
            NumberOfIterations = 20,
            MinimumExampleCountPerLeaf = 3,
            MinimumExampleCountPerGroup = 1,
            CategoricalSmoothing = 1,
            UseCategoricalSplit = true,
        }));

    private static object Trained(ITransformer model) => ((IEnumerable<ITransformer>)model).OfType<ISingleFeaturePredictionTransformer<object>>().Last().Model;

    private static IEnumerable<object> Trees(ITransformer model) =>
        MlNetMembers.Trees.Of<IEnumerable>(MlNetMembers.TrainedEnsemble.Of<object>((TreeEnsembleModelParameters)Trained(model))).Cast<object>();

    private static ITransformer Native(Func<ITransformer> fit)
    {
        try
        {
            return fit();
        }
        catch (DllNotFoundException exception)
        {
            Skip.If(true, $"LightGBM's native library cannot be loaded: {exception.Message}");
            throw;
        }
    }

    private sealed class Pair
    {
        public float X { get; set; }

        public float Y { get; set; }
    }

    private sealed class Unused
    {
        public float Nothing { get; set; }
    }
}
