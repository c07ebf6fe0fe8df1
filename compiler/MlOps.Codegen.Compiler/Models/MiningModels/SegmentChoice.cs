using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.MiningModels;

/// <summary>Methods whose result is that of one segment: the first that applies, or the last of a chain.</summary>
internal static class SegmentChoice
{
    public static ModelOutcome? Lower(MiningModel mining, ModelScope scope)
    {
        bool chain = mining.Method != MultipleModelMethod.SelectFirst;
        var members = new List<SegmentOutcome>();
        foreach (Segment segment in mining.Segments)
        {
            Expression? condition = MiningModelLowering.Condition(segment, scope);
            ModelOutcome? outcome = ModelLowering.Lower(segment.Model, scope.Context, scope);
            if (condition is null || outcome is null)
            {
                return null;
            }

            var member = new SegmentOutcome(segment, condition, outcome);
            members.Add(member);
            if (chain)
            {
                Declare(member, scope);
            }
        }

        ModelOutcome chosen = mining.Method switch
        {
            MultipleModelMethod.SelectFirst => SelectFirst(mining, members, scope),
            MultipleModelMethod.ModelChain => Chain(mining, members, scope),
            MultipleModelMethod.MultiModelChain => MultiChain(mining, members),
            _ => throw new InvalidOperationException($"the method {mining.Method} chooses no segment"),
        };
        return chosen with
        {
            TargetsApplied = true,
            Result = chosen.Result with
            {
                Segments = SegmentOutcome.ById(chain ? members : Exclusive(members)),
            },
        };
    }

    // Only the first segment that applies is evaluated: it alone has results to show.
    private static IEnumerable<SegmentOutcome> Exclusive(List<SegmentOutcome> members)
    {
        var before = new List<Expression>();
        foreach (SegmentOutcome member in members)
        {
            yield return member with { Condition = Build.And([.. before, member.Condition]) };
            before.Add(Build.Not(Build.Coalesce(member.Condition, Literal.False)));
        }
    }

    // Later segments see the outputs of earlier ones, missing where the earlier one does not apply.
    private static void Declare(SegmentOutcome member, ModelScope scope)
    {
        foreach (NamedValue output in member.Outcome.Outputs)
        {
            scope.DeclareSegmentOutput(output.Name, When(member, output.Value));
        }
    }

    private static TypedExpression When(SegmentOutcome member, TypedExpression value) => member.Always
        ? value
        : value with { Value = Build.If(member.Condition, value.Value, Literal.Missing(value.Value.Type)) };

    private static ModelOutcome SelectFirst(MiningModel mining, List<SegmentOutcome> members, ModelScope scope)
    {
        IEnumerable<SegmentOutcome> candidates = members;
        if (mining.MissingPredictionTreatment == MissingPredictionTreatment.SkipSegment)
        {
            candidates = members.Select(member => member.Outcome.Result.Prediction is { } prediction
                ? member with { Condition = Build.And(member.Condition, Build.IsPresent(prediction.Value)) }
                : member);
        }

        ModelOutcome merged = Merge([.. candidates], scope);
        Expression id = Choose([.. candidates], member => Literal.String(member.Segment.Id), DataType.String);
        return merged with { Result = merged.Result with { EntityId = id } };
    }

    private static ModelOutcome Chain(MiningModel mining, List<SegmentOutcome> members, ModelScope scope)
    {
        // The last segment that applies gives the result: the first one, seen from the end.
        ModelOutcome last = members[^1].Always
            ? members[^1].Outcome
            : Merge([.. Enumerable.Reverse(members)], scope);
        ImmutableArray<NamedValue> outputs =
        [
            .. members.SelectMany(member => member.Outcome.Outputs.Select(output =>
                output with { Value = When(member, output.Value) })),
        ];
        ModelOutcome chained = last with { Outputs = outputs };
        return mining.MissingPredictionTreatment == MissingPredictionTreatment.ReturnMissing
            ? MissingWhereAnyIs(chained, members, scope)
            : chained;
    }

    private static ModelOutcome MultiChain(MiningModel mining, List<SegmentOutcome> members) => new(
        new ModelResult { Function = mining.Common.Function },
        [.. members.SelectMany(member => member.Outcome.Targets.Select(target => target with { Value = When(member, target.Value) }))],
        [.. members.SelectMany(member => member.Outcome.Outputs.Select(output => output with { Value = When(member, output.Value) }))]);

    private static ModelOutcome MissingWhereAnyIs(ModelOutcome outcome, List<SegmentOutcome> members, ModelScope scope)
    {
        Expression[] missing =
        [
            .. members
                .Where(member => member.Outcome.Result.Prediction is not null)
                .SkipLast(1)
                .Select(member => Build.And(member.Condition, Build.IsMissing(member.Outcome.Result.Prediction!.Value))),
        ];
        if (missing.Length == 0)
        {
            return outcome;
        }

        Expression any = scope.Context.Plan.Define(
            "any_missing", Build.Or(missing), new Origin("Segmentation", scope.Model.Location));
        return outcome with
        {
            Result = outcome.Result with
            {
                Prediction = outcome.Result.Prediction is { } prediction ? Unless(prediction) : null,
                Probabilities = [.. outcome.Result.Probabilities.Select(p =>
                    p with { Value = Build.If(any, Literal.Missing(DataType.Double), p.Value) })],
            },
            Targets = [.. outcome.Targets.Select(target => target with { Value = Unless(target.Value) })],
            Outputs = [.. outcome.Outputs.Select(output => output with { Value = Unless(output.Value) })],
        };

        TypedExpression Unless(TypedExpression value) =>
            value with { Value = Build.If(any, Literal.Missing(value.Value.Type), value.Value) };
    }

    /// <summary>The outcome of the first member that applies.</summary>
    private static ModelOutcome Merge(ImmutableArray<SegmentOutcome> members, ModelScope scope)
    {
        if (members[0].Always)
        {
            return members[0].Outcome;
        }

        ModelResult first = members[0].Outcome.Result;
        var origin = new Origin("Segmentation", scope.Model.Location);
        TypedExpression? prediction = members.All(member => member.Outcome.Result.Prediction is not null)
            ? Typed("prediction", member => member.Outcome.Result.Prediction)
            : null;
        Literal[] categories = [.. members.SelectMany(member => member.Outcome.Result.Probabilities).Select(p => p.Category).Distinct()];
        ImmutableArray<CategoryValue> probabilities = [.. categories.Select(category => new CategoryValue(
            category,
            scope.Context.Plan.Define($"probability_{category.Value}", Choose(members, member => Probability(member, category), DataType.Double), origin)))];
        string[] names = [.. members.SelectMany(member => member.Outcome.Outputs).Select(output => output.Name).Distinct(StringComparer.Ordinal)];
        return new ModelOutcome(
            new ModelResult { Function = first.Function, Prediction = prediction, Probabilities = probabilities },
            prediction is null ? [] : [new NamedValue(scope.TargetField ?? TargetName(members), prediction, true, scope.Model.Location)],
            [.. names.Select(Output)]);

        TypedExpression Typed(string name, Func<SegmentOutcome, TypedExpression?> of)
        {
            TypedExpression sample = members.Select(of).First(value => value is not null)!;
            Expression choice = Choose(members, member => of(member)?.Value, sample.Value.Type);
            return sample with { Value = scope.Context.Plan.Define(name, choice, origin) };
        }

        NamedValue Output(string name)
        {
            NamedValue sample = members.SelectMany(member => member.Outcome.Outputs).First(output => output.Name == name);
            return sample with
            {
                Value = Typed(name, member => member.Outcome.Outputs.FirstOrDefault(output => output.Name == name)?.Value),
            };
        }
    }

    private static string TargetName(ImmutableArray<SegmentOutcome> members) =>
        members.SelectMany(member => member.Outcome.Targets).Select(target => target.Name).FirstOrDefault(name => name.Length > 0) ?? "";

    private static Expression Probability(SegmentOutcome member, Literal category)
    {
        ImmutableArray<CategoryValue> own = member.Outcome.Result.Probabilities;
        return own.FirstOrDefault(p => p.Category == category)?.Value
            ?? (own.IsEmpty ? Literal.Missing(DataType.Double) : Build.If(Build.IsPresent(own[0].Value), Build.Number(0), Literal.Missing(DataType.Double)));
    }

    private static Expression Choose(
        IReadOnlyList<SegmentOutcome> members, Func<SegmentOutcome, Expression?> value, DataType type)
    {
        var branches = ImmutableArray.CreateBuilder<CaseBranch>();
        foreach (SegmentOutcome member in members)
        {
            Expression chosen = value(member) is { } own && own.Type == type ? own : Literal.Missing(type);
            if (member.Always)
            {
                return Build.Case(branches.ToImmutable(), chosen);
            }

            branches.Add(new CaseBranch(member.Condition, chosen));
        }

        return Build.Case(branches.ToImmutable(), Literal.Missing(type));
    }
}
