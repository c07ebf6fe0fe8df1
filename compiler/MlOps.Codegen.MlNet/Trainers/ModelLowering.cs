using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Lowering;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.MlNet.Trainers;

/// <summary>Which lowering a trained model has.</summary>
/// <param name="scope">The plan.</param>
/// <param name="features">The slots of its features.</param>
/// <param name="kind">The model's class, for people.</param>
internal sealed class ModelLowering(PlanScope scope, NumberSlot[] features, string kind)
{
    private const string Score = "Score";

    /// <summary>Lowers a model.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="NotSupportedException">There is no lowering; the message says why.</exception>
    public Prediction Predict(object model) => model switch
    {
        CalibratedModelParametersBase calibrated => Calibrated(calibrated, Score),
        LinearMulticlassModelParametersBase multiclass => new Prediction(MulticlassModels.Linear(multiclass, features, scope)),
        OneVersusAllModelParameters oneVersusAll => new Prediction(MulticlassModels.OneVersusAll(oneVersusAll, this, scope)),
        PairwiseCouplingModelParameters pairs => new Prediction(PairwiseModels.Scores(pairs, this, scope)),
        NaiveBayesMulticlassModelParameters bayes => new Prediction(MulticlassModels.NaiveBayes(bayes, features, scope)),
        KMeansModelParameters clusters => new Prediction(ClusterModels.Distances(clusters, features, scope), IsDistance: true),
        _ => new Prediction([Single(model, Score)]),
    };

    /// <summary>The score of a binary or regression model, without calibration.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">The wished name.</param>
    /// <exception cref="NotSupportedException">There is no lowering.</exception>
    public PlanValue Single(object model, string name) => model switch
    {
        CalibratedModelParametersBase calibrated => Single(calibrated.SubModel, name),
        TreeEnsembleModelParameters trees => TreeModels.Score(trees, features, name, scope, Origin(name)),
        GamModelParametersBase additive => TreeModels.Score(additive, features, name, scope, Origin(name)),
        PoissonRegressionModelParameters poisson => Define(
            name, Build.ToFloat32(Build.Unary(UnaryOperator.Exp, Build.Ref(LinearModels.Score(poisson, features, name + "_log", scope, Origin(name))))), Origin(name)),
        LdSvmModelParameters machine => LocalDeepMachines.Score(machine, features, name, scope, Origin(name)),
        PcaModelParameters components => AnomalyModels.Score(components, features, name, scope, Origin(name)),
        LinearModelParameters linear => LinearModels.Score(linear, features, name, scope, Origin(name)),
        _ => throw new NotSupportedException("there is no exact translation of it"),
    };

    /// <summary>The score and probability of a calibrated model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">The wished name of the score.</param>
    /// <exception cref="NotSupportedException">There is no lowering.</exception>
    public Prediction Calibrated(CalibratedModelParametersBase model, string name)
    {
        PlanValue score = Single(model.SubModel, name);
        string probability = name == Score ? "Probability" : name + "_probability";
        return new Prediction([score], CalibratorLowering.Probability(model.Calibrator, score, probability, scope, Origin(probability)));
    }

    private Origin Origin(string name) => scope.Origin($"{kind} {name}");

    private PlanValue Define(string name, Expression expression, Origin origin) => scope.Plan.DefineValue(name, expression, origin);
}
