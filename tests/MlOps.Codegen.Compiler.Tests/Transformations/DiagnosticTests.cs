using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Plan;
using static MlOps.Codegen.Compiler.Tests.Transformations.Pmml;

namespace MlOps.Codegen.Compiler.Tests.Transformations;

public sealed class DiagnosticTests
{
    [Fact]
    public void An_unknown_function_is_named_once_with_the_probable_one() => Refused(
        Apply("formatDateTime", Field("x"), Constant("%Y")),
        "MLC3005 the function 'formatDateTime' is neither built in nor defined in this file (did you mean 'formatDatetime'?)");

    [Fact]
    public void Unknown_fields_are_reported_once_each() => Refused(
        Apply("+", Field("u"), Field("v", "0")),
        "MLC3003 the field 'u' is not defined in this scope",
        "MLC3003 the field 'v' is not defined in this scope");

    [Fact]
    public void Too_many_arguments() => Refused(
        Apply("ln", Field("x"), Field("x")), "MLC3006 the function 'ln' takes 1 argument(s), but 2 are given");

    [Fact]
    public void Too_few_arguments() => Refused(
        Apply("concat", Field("x")), "MLC3006 the function 'concat' takes at least 2 argument(s), but 1 are given");

    [Fact]
    public void Text_is_no_number() => Refused(Apply("ln", Field("s")), "MLC3007 string cannot be used as a number here");

    [Fact]
    public void Text_has_no_order() => Refused(
        Apply("lessThan", Field("s"), Constant("b")),
        "MLC3007 text without a declared order cannot be used as an operand of an order comparison here");

    [Fact]
    public void The_text_of_a_float_is_not_known() => Refused(
        Apply("concat", Field("f"), Constant("b")), "MLC3007 float cannot be used as string here");

    [Fact]
    public void A_constant_must_be_of_its_type() => Refused(
        Constant("1.5", DataType.Integer), "MLC3008 '1.5' is not a value of type integer");

    [Fact]
    public void A_pattern_must_be_constant() => Refused(
        Apply("matches", Field("s"), Field("s")), "MLC3021 the pattern of 'matches' must be a constant");

    [Fact]
    public void A_replacement_must_mean_one_thing() => Refused(
        Apply("replace", Field("s"), Constant("a", DataType.String), Constant("$&", DataType.String)),
        "MLC3024 the replacement '$&' is not supported: only $1 to $9, $$, \\$ and \\\\ are portable");

    [Fact]
    public void A_lookahead_is_not_portable() => Refused(
        Apply("matches", Field("s"), Constant("a(?=b)", DataType.String)),
        "MLC3024 the pattern 'a(?=b)' is not supported: groups that begin with (? are not portable");

    [Fact]
    public void A_function_must_not_call_itself()
    {
        var scope = new ScopeFixture(
            Function("f", null, Apply("g", Field("p")), "p"),
            Function("g", null, Apply("f", Field("q")), "q")).With("x", DataType.Double);
        Assert.Null(ExpressionLowering.Lower(Apply("f", Field("x")), scope, Origin.None));
        Assert.Equal(["MLC3022 the function 'f' calls itself: f → g → f"], scope.Messages);
    }

    [Fact]
    public void A_function_sees_only_its_parameters()
    {
        var scope = new ScopeFixture(Function("f", null, Field("x"), "p")).With("x", DataType.Double);
        Assert.Null(ExpressionLowering.Lower(Apply("f", Field("x")), scope, Origin.None));
        Assert.Equal(["MLC3003 the field 'x' is not defined in this scope (the function 'f' sees only its parameters)"], scope.Messages);
    }

    [Fact]
    public void Deep_nesting_is_refused_and_does_not_overflow()
    {
        PipelineExpression nested = Field("x");
        for (int i = 0; i < 200_000; i++)
        {
            nested = Apply("abs", nested);
        }

        var scope = new ScopeFixture().With("x", DataType.Double);
        Assert.Null(ExpressionLowering.Lower(nested, scope, Origin.None));
        Assert.StartsWith("MLC3023", Assert.Single(scope.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public void Moderate_nesting_stays_shallow()
    {
        PipelineExpression nested = Field("x");
        for (int i = 0; i < 200; i++)
        {
            nested = Apply("+", nested, Constant("1"));
        }

        Assert.Equal(201, new ScopeFixture().With("x", DataType.Double).Evaluate(nested, [1.0])[0].Double);
    }

    private static void Refused(PipelineExpression expression, params string[] messages)
    {
        var scope = new ScopeFixture().With("x", DataType.Double).With("s", DataType.String).With("f", DataType.Float);
        Assert.Null(ExpressionLowering.Lower(expression, scope, Origin.None));
        Assert.Equal(messages, scope.Messages);
        Assert.All(scope.Context.Diagnostics, diagnostic => Assert.Equal(ScopeFixture.At, diagnostic.Location));
    }
}
