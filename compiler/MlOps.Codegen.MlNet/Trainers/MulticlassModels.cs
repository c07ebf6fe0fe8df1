using System.Collections.Immutable;
using System.Globalization;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Lowering;
using MlOps.Codegen.MlNet.Members;
using MlOps.Codegen.MlNet.Trees;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.MlNet.Trainers;

/// <summary>Models with a score for each class.</summary>
internal static class MulticlassModels
{
    // Of a sum of exponentials ML.NET leaves out what lies this far below the largest.
    private const float LogTolerance = 30;

    /// <summary>Linear models, with softmax where they are of maximum entropy.</summary>
    /// <param name="model">The model.</param>
    /// <param name="features">The features' slots.</param>
    /// <param name="scope">The plan.</param>
    public static ImmutableArray<PlanValue> Linear(LinearMulticlassModelParametersBase model, NumberSlot[] features, PlanScope scope)
    {
        VBuffer<float>[] weights = [];
        model.GetWeights(ref weights, out int count);
        float[] biases = [.. model.GetBiases()];
        bool isEntropy = model is MaximumEntropyModelParameters;
        PlanValue[] raw =
        [
            .. Enumerable.Range(0, count).Select(i => LinearModels.Rounded(
                biases[i], weights[i], features, isEntropy ? Name("Score_raw", i) : Name("Score", i), scope, Origin(scope, model, i))),
        ];
        return isEntropy ? SharesByLogarithm(raw, scope, scope.Origin(Step.NameOf(model.GetType()))) : [.. raw];
    }

    /// <summary>A binary model for each class.</summary>
    /// <param name="model">The model.</param>
    /// <param name="models">Lowers the binary ones.</param>
    /// <param name="scope">The plan.</param>
    /// <exception cref="NotSupportedException">A formula that is not known.</exception>
    public static ImmutableArray<PlanValue> OneVersusAll(OneVersusAllModelParameters model, ModelLowering models, PlanScope scope)
    {
        ImmutableArray<object> parts = MlNetMembers.ClassModels.Of<ImmutableArray<object>>(model);
        string formula = MlNetMembers.OutputFormula.Of<Enum>(MlNetMembers.ClassFormula.Of<object>(model)).ToString();
        Origin origin = scope.Origin(Step.NameOf(model.GetType()));
        return formula switch
        {
            "Raw" => [.. parts.Select((part, i) => models.Single(part, Name("Score", i)))],
            "ProbabilityNormalization" => Shares(
                [.. parts.Select((part, i) => part is CalibratedModelParametersBase calibrated
                    ? models.Calibrated(calibrated, Name("Score_raw", i)).Probability!
                    : throw new NotSupportedException("a part of it has no probability"))],
                value => Build.Nary(NaryOperator.Max, Build.Ref(value), Build.Number(0)),
                scope,
                origin),
            "Softmax" => Shares(
                [.. parts.Select((part, i) => models.Single(part, Name("Score_raw", i)))],
                value => Build.Unary(UnaryOperator.Exp, Build.Ref(value)),
                scope,
                origin),
            _ => throw new NotSupportedException($"its formula {formula} is not known"),
        };
    }

    /// <summary>Naive Bayes: logarithms of frequencies, added up over the features that are present.</summary>
    /// <param name="model">The model.</param>
    /// <param name="features">The features' slots.</param>
    /// <param name="scope">The plan.</param>
    /// <exception cref="InvalidDataException">The model's tables do not fit each other.</exception>
    public static ImmutableArray<PlanValue> NaiveBayes(NaiveBayesMulticlassModelParameters model, NumberSlot[] features, PlanScope scope)
    {
        long[] labels = MlNetMembers.LabelHistogram.Of<long[]>(model);
        long[][] counts = MlNetMembers.FeatureHistogram.Of<long[][]>(model);
        double[] absent = MlNetMembers.AbsentFeatures.Of<double[]>(model);
        double total = MlNetMembers.TrainingCount.Of<long>(model);
        if (counts.Length != labels.Length || absent.Length != labels.Length || counts.Zip(labels).Any(row => row.Second > 0 && row.First?.Length != features.Length))
        {
            throw new InvalidDataException("its tables do not fit its features");
        }

        // A feature is present unless it is 0 or less; so is one that is missing.
        var trees = features.Select((_, slot) => new SlotTree(
            [new SlotNode([slot], 0, ~0, ~1, MissingIsLow: false)],
            [
                .. Enumerable.Repeat(0.0, labels.Length),
                .. labels.Select((label, i) => label > 0
                    ? Math.Log(counts[i][slot] + 1.0) - Math.Log((double)label + labels.Length)
                        - (Math.Log(label - counts[i][slot] + 1.0) - Math.Log((double)label + labels.Length))
                    : 0),
            ],
            labels.Length));
        ImmutableArray<double> start = [.. labels.Select((label, i) => label > 0 ? Math.Log(label / total) + absent[i] : 0)];
        Origin origin = scope.Origin(Step.NameOf(model.GetType()));
        ImmutableArray<PlanValue> sums = TreeLowering.Define(
            [.. labels.Select((_, i) => Name("Score_sum", i))], trees, start, features, scope, origin);

        // The logarithm of a class that never occurred is −∞: it stands beside the sums.
        return
        [
            .. sums.Select((sum, i) => scope.Plan.DefineValue(
                Name("Score", i),
                labels[i] > 0 ? Build.ToFloat32(Build.Ref(sum)) : Build.Number(double.NegativeInfinity),
                origin)),
        ];
    }

    private static ImmutableArray<PlanValue> SharesByLogarithm(PlanValue[] raw, PlanScope scope, Origin origin)
    {
        Expression most = scope.Plan.Define("Score_most", Largest(raw), origin);
        Expression cutoff = Build.ToFloat32(Build.Subtract(most, Build.Number(LogTolerance)));

        // The largest itself counts also where it is so large that the cutoff is no other float.
        Expression sum = Build.Add(
        [
            .. raw.Select(score => Build.If(
                Build.Or(Build.Binary(BinaryOperator.Greater, Build.Ref(score), cutoff), Build.Equal(Build.Ref(score), most)),
                Build.Unary(UnaryOperator.Exp, Build.Subtract(Build.Ref(score), most)),
                Build.Number(0))),
        ]);
        Expression logarithm = scope.Plan.Define(
            "Score_logarithm", Build.ToFloat32(Build.Add(most, Build.Unary(UnaryOperator.Ln, sum))), origin);
        return
        [
            .. raw.Select((score, i) => scope.Plan.DefineValue(
                Name("Score", i),
                Build.ToFloat32(Build.Unary(UnaryOperator.Exp, Build.ToFloat32(Build.Subtract(Build.Ref(score), logarithm)))),
                origin)),
        ];
    }

    private static ImmutableArray<PlanValue> Shares(
        PlanValue[] raw, Func<PlanValue, Expression> part, PlanScope scope, Origin origin)
    {
        Expression[] parts = [.. raw.Select((value, i) => scope.Plan.Define(Name("Score_part", i), part(value), origin))];

        // What is missing is no part of the sum.
        Expression sum = scope.Plan.Define(
            "Score_sum", Build.Add([.. parts.Select(each => Build.Coalesce(each, Build.Number(0)))]), origin);
        return
        [
            .. parts.Select((each, i) => scope.Plan.DefineValue(
                Name("Score", i),
                Build.ToFloat32(Build.If(Build.Binary(BinaryOperator.Greater, sum, Build.Number(0)), Build.Divide(each, sum), each)),
                origin)),
        ];
    }

    private static Expression Largest(PlanValue[] values) =>
        Build.Nary(NaryOperator.Max, [.. values.Select(value => Build.Coalesce(Build.Ref(value), Build.Number(double.MinValue)))]);

    private static Origin Origin(PlanScope scope, object model, int index) =>
        scope.Origin($"{Step.NameOf(model.GetType())} {index.ToString(CultureInfo.InvariantCulture)}");

    private static string Name(string name, int index) => string.Create(CultureInfo.InvariantCulture, $"{name}_{index}");
}
