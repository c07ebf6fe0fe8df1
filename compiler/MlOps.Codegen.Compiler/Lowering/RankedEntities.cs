using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Lowering;

/// <summary>Entities that a model ranks by how near a row is to them: clusters, training instances.</summary>
public interface IRankedEntities
{
    /// <summary>The entities' ids, in the order of the file.</summary>
    IReadOnlyList<string> Ids { get; }

    /// <summary>The id of the entity at a place, text; missing past the last.</summary>
    /// <param name="rank">The place, from 1.</param>
    Expression Id(int rank);

    /// <summary>The affinity of the entity at a place, a double; missing past the last.</summary>
    /// <param name="rank">The place, from 1.</param>
    Expression Affinity(int rank);

    /// <summary>The affinity of an entity, a double; null where there is no such entity.</summary>
    /// <param name="id">Its id.</param>
    Expression? Affinity(string id);
}

/// <summary>An entity whose affinity is a value of the plan.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Label">What is shown of it: the id as text, or a category; of one type for all entities.</param>
/// <param name="Affinity">Its affinity, a double; missing for all entities or for none.</param>
internal sealed record RankedEntity(string Id, Literal Label, Expression Affinity);

/// <summary>Ranks a few entities, at least one, by comparing all pairs; of equal ones the first comes first.</summary>
internal sealed class RankedEntities(
    ImmutableArray<RankedEntity> entities, bool largestFirst, ModelScope scope, Origin origin) : IRankedEntities
{
    private readonly Dictionary<int, Expression> ids = [];
    private readonly Dictionary<int, Expression> affinities = [];
    private ImmutableArray<Expression> places;

    /// <inheritdoc/>
    public IReadOnlyList<string> Ids { get; } = [.. entities.Select(entity => entity.Id)];

    /// <inheritdoc/>
    public Expression Id(int rank) => Named(ids, "entity", rank, entity => entity.Label, entities[0].Label.Type);

    /// <inheritdoc/>
    public Expression Affinity(int rank) => rank == 1
        ? Nearest()
        : Named(affinities, "affinity", rank, entity => entity.Affinity, DataType.Double);

    /// <inheritdoc/>
    public Expression? Affinity(string id) => entities.FirstOrDefault(entity => entity.Id == id)?.Affinity;

    private Expression Nearest()
    {
        if (!affinities.TryGetValue(1, out Expression? nearest))
        {
            Expression extreme = Build.Nary(
                largestFirst ? NaryOperator.Max : NaryOperator.Min, [.. entities.Select(entity => entity.Affinity)]);
            nearest = scope.Context.Plan.Define("nearest", extreme, origin);
            affinities.Add(1, nearest);
        }

        return nearest;
    }

    private Expression Named(
        Dictionary<int, Expression> known, string name, int rank, Func<RankedEntity, Expression> value, DataType type)
    {
        if (!known.TryGetValue(rank, out Expression? expression))
        {
            expression = scope.Context.Plan.Define(
                string.Create(CultureInfo.InvariantCulture, $"{name}_{rank}"), At(rank, value, type), origin);
            known.Add(rank, expression);
        }

        return expression;
    }

    private Expression At(int rank, Func<RankedEntity, Expression> value, DataType type)
    {
        Func<int, Expression> isThere = rank == 1
            ? i => Build.Equal(entities[i].Affinity, Nearest())
            : i => Build.Equal(Places()[i], Literal.Integer(rank));
        return rank > entities.Length
            ? Literal.Missing(type)
            : Build.Case([.. entities.Select((entity, i) => new CaseBranch(isThere(i), value(entity)))], Literal.Missing(type));
    }

    // An entity's place is one more than the number of those before it: no engine has to sort inside a row.
    private ImmutableArray<Expression> Places()
    {
        if (places.IsDefault)
        {
            places = [.. entities.Select((entity, i) => scope.Context.Plan.Define($"{entity.Id}_rank", Place(i), origin))];
        }

        return places;
    }

    private Expression Place(int own)
    {
        var before = new List<Expression> { Literal.Integer(1) };
        for (int other = 0; other < entities.Length; other++)
        {
            if (other == own)
            {
                continue;
            }

            BinaryOperator comes = (largestFirst, other < own) switch
            {
                (true, true) => BinaryOperator.GreaterOrEqual,
                (true, false) => BinaryOperator.Greater,
                (false, true) => BinaryOperator.LessOrEqual,
                (false, false) => BinaryOperator.Less,
            };
            before.Add(Build.If(
                Build.Binary(comes, entities[other].Affinity, entities[own].Affinity), Literal.Integer(1), Literal.Integer(0)));
        }

        Expression place = Build.Nary(NaryOperator.Add, [.. before]);
        return Build.If(Build.IsMissing(entities[own].Affinity), Literal.Missing(DataType.Integer), place);
    }
}
