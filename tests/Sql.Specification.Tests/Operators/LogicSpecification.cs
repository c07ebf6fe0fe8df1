using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Specification.Comparison;

namespace MlOps.Codegen.Sql.Specification.Operators;

/// <summary>Three-valued logic, and conditions where values are wanted.</summary>
public abstract class LogicSpecification<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : SqlFixture
{
    [SkippableFact]
    public void Logic_is_Kleenes()
    {
        var experiment = new Experiment(DataType.Boolean, DataType.Boolean, DataType.Boolean);
        experiment.Add("and", x => Build.And(x[0], x[1], x[2]));
        experiment.Add("or", x => Build.Or(x[0], x[1], x[2]));
        experiment.Add("and or", x => Build.And(Build.Or(x[0], x[1]), x[2]));
        experiment.Add("or and", x => Build.Or(Build.And(x[0], x[1]), Build.Not(x[2])));
        experiment.Add("not and", x => Build.Not(Build.And(x[0], Build.Not(x[1]))));
        experiment.Add("of one", x => new NaryExpression(NaryOperator.And, [x[0]]));
        experiment.Add("missing is false", x => Build.If(Build.And(x[0], x[1]), Literal.Integer(1), Literal.Integer(0)));
        experiment.Add("negation of missing is false", x => Build.If(Build.Not(x[0]), Literal.Integer(1), Literal.Integer(0)));
        experiment.Add("is missing", x => Build.IsMissing(Build.Or(x[0], x[1])));
        experiment.Add("is not missing", x => Build.Not(Build.IsMissing(Build.And(x[0], x[1]))));
        experiment.Add("equal", x => Build.Equal(x[0], x[1]));
        experiment.Add("equal conditions", x => Build.Equal(Build.And(x[0], x[1]), Build.IsMissing(x[2])));
        experiment.Add("differ", x => Build.Binary(BinaryOperator.NotEqual, x[0], Build.Not(x[1])));
        experiment.Add("first present", x => Build.Coalesce(Build.And(x[0], x[1]), x[2], Literal.True));
        experiment.Add("choice of conditions", x => Build.If(x[0], Build.IsMissing(x[1]), Build.Not(x[2])));
        experiment.Add("choice of constants", x => Build.Case(
            [new CaseBranch(x[0], Literal.True), new CaseBranch(x[1], Literal.Missing(DataType.Boolean))], Literal.False));
        experiment.Add("in set", x => Build.InSet(x[0], [Literal.True]));
        experiment.Add("in both", x => new InSetExpression(x[0], [Literal.True, Literal.False]));
        experiment.Add("in none", x => new InSetExpression(Build.Or(x[0], x[1]), []));
        experiment.Add("with constants", x => new NaryExpression(NaryOperator.Or, [x[0], Literal.False, Literal.Missing(DataType.Boolean)]));
        experiment.Add("and with constants", x => new NaryExpression(NaryOperator.And, [x[0], Literal.True, Literal.Missing(DataType.Boolean)]));
        experiment.Add("as double", x => Build.ToDouble(Build.Or(x[0], x[1])));
        experiment.Add("as integer", x => Build.Unary(UnaryOperator.ToInteger, x[0]));
        experiment.Add("as text", x => Build.Unary(UnaryOperator.ToText, Build.And(x[0], x[1])));
        Assert.Empty(experiment.Run(fixture));
    }
}
