using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.SupportVectorMachineModels;

/// <summary>Lowers support vector machines: the machines' values, then what they say of the target (PMML 4.4, Support Vector Machine).</summary>
internal static class SupportVectorMachineModelLowering
{
    public static ModelOutcome? Lower(Model model, ModelScope scope)
    {
        var machines = (SupportVectorMachineModel)model;
        if (DecisionFunctions.Lower(machines, scope) is not { } values)
        {
            return null;
        }

        switch (machines.Common.Function)
        {
            case MiningFunction.Regression when values.Length == 1:
                return ModelLowering.Simple(new ModelResult
                {
                    Function = MiningFunction.Regression,
                    Prediction = TypedExpression.OfDouble(values[0]),
                });
            case MiningFunction.Regression:
                return Inconsistent(scope, machines.Machines[1].Location, "a regression has one SupportVectorMachine");
            case MiningFunction.Classification:
                return ModelLowering.Simple(Classify(machines, values, scope));
            default:
                ModelLowering.Unsupported(
                    scope,
                    model.Location,
                    $"the functionName {machines.Common.Function} of a SupportVectorMachineModel",
                    "it predicts a number or a category");
                return null;
        }
    }

    private static ModelResult? Classify(SupportVectorMachineModel model, Expression[] values, ModelScope scope)
    {
        foreach (SupportVectorMachine machine in model.Machines)
        {
            if (machine.TargetCategory is null)
            {
                Inconsistent(scope, machine.Location, "a classification's SupportVectorMachine needs a targetCategory");
                return null;
            }
        }

        if (model.AlternateBinaryTargetCategory is not null)
        {
            return Binary(model, values, scope);
        }

        // Some tools leave the method out that their machines show.
        ClassificationMethod method = model.Method
            ?? (model.Machines.Any(machine => machine.AlternateTargetCategory is not null)
                ? ClassificationMethod.OneAgainstOne
                : ClassificationMethod.OneAgainstAll);
        return method == ClassificationMethod.OneAgainstAll
            ? Strongest(model, values, scope)
            : Elected(model, values, scope);
    }

    // The value, rounded half up, is 0 for the alternate category and 1 for the machine's; anything else is no result.
    private static ModelResult? Binary(SupportVectorMachineModel model, Expression[] values, ModelScope scope)
    {
        if (values.Length != 1)
        {
            Inconsistent(scope, model.Location, "alternateBinaryTargetCategory goes with one SupportVectorMachine");
            return null;
        }

        Expression alternate = Within(values[0], -0.5, 0.5);
        Expression target = Within(values[0], 0.5, 1.5);
        return FromVotes(
            [
                new CategoryValue(Category(model.AlternateBinaryTargetCategory!, model, scope), Share(alternate, target)),
                new CategoryValue(Category(model.Machines[0].TargetCategory!, model, scope), Share(target, alternate)),
            ],
            model,
            scope);

        static Expression Share(Expression one, Expression zero) => Build.Case(
            [new CaseBranch(one, Build.Number(1)), new CaseBranch(zero, Build.Number(0))], Literal.Missing(DataType.Double));

        static Expression Within(Expression value, double from, double to) => Build.And(
            Build.Binary(BinaryOperator.GreaterOrEqual, value, Build.Number(from)),
            Build.Binary(BinaryOperator.Less, value, Build.Number(to)));
    }

    private static ModelResult? Strongest(SupportVectorMachineModel model, Expression[] values, ModelScope scope)
    {
        var strengths = new List<CategoryValue>();
        foreach ((int i, SupportVectorMachine machine) in model.Machines.Index())
        {
            Literal category = Category(machine.TargetCategory!, model, scope);
            if (strengths.Exists(known => known.Category == category))
            {
                Inconsistent(scope, machine.Location, $"two machines stand for the category '{machine.TargetCategory}'");
                return null;
            }

            strengths.Add(new CategoryValue(category, model.MaxWins ? values[i] : Build.Unary(UnaryOperator.Negate, values[i])));
        }

        return new ModelResult
        {
            Function = MiningFunction.Classification,
            Prediction = Classification.Label(Classification.Winner(strengths, scope, OriginOf(model)), scope),
        };
    }

    // Each machine votes for one of its two categories. Of equal numbers of votes the category that is named first wins, which is
    // how LIBSVM decides.
    private static ModelResult? Elected(SupportVectorMachineModel model, Expression[] values, ModelScope scope)
    {
        var votes = new Dictionary<Literal, List<Expression>>();
        var order = new List<Literal>();
        foreach ((int i, SupportVectorMachine machine) in model.Machines.Index())
        {
            if (machine.AlternateTargetCategory is null)
            {
                Inconsistent(scope, machine.Location, "a machine of one against one needs an alternateTargetCategory");
                return null;
            }

            Expression threshold = Arithmetic.Of(model).Number(machine.Threshold ?? model.Threshold);
            Expression wins = Build.Binary(model.MaxWins ? BinaryOperator.Greater : BinaryOperator.Less, values[i], threshold);
            Expression vote = scope.Context.Plan.Define(
                "vote",
                Build.Case(
                    [new CaseBranch(wins, Build.Number(1)), new CaseBranch(Build.IsPresent(values[i]), Build.Number(0))],
                    Literal.Missing(DataType.Double)),
                OriginOf(model));
            Add(machine.TargetCategory!, vote);
            Add(machine.AlternateTargetCategory, Build.Subtract(Build.Number(1), vote));
        }

        double all = model.Machines.Length;
        return FromVotes(
            [
                .. order.Select(category => new CategoryValue(
                    category,
                    Build.Divide(Sums.Define($"votes_{category.Value}", votes[category], scope, OriginOf(model)), Build.Number(all)))),
            ],
            model,
            scope);

        void Add(string text, Expression vote)
        {
            Literal category = Category(text, model, scope);
            if (!votes.TryGetValue(category, out List<Expression>? cast))
            {
                cast = [];
                votes.Add(category, cast);
                order.Add(category);
            }

            cast.Add(vote);
        }
    }

    private static ModelResult FromVotes(IReadOnlyList<CategoryValue> votes, SupportVectorMachineModel model, ModelScope scope) =>
        Classification.FromProbabilities(votes, scope, OriginOf(model));

    private static Literal Category(string text, SupportVectorMachineModel model, ModelScope scope) =>
        Classification.Category(text, scope, model.Location);

    private static Origin OriginOf(SupportVectorMachineModel model) => new("SupportVectorMachineModel", model.Location);

    private static ModelOutcome? Inconsistent(ModelScope scope, SourceLocation location, string problem)
    {
        scope.Context.Report(DiagnosticDescriptors.InconsistentModel, location, problem);
        return null;
    }
}
