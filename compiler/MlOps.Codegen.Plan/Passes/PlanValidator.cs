using System.Collections.Immutable;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.Plan.Passes;

/// <summary>Checks what every plan promises, so that a mistake shows where it is made and not as a wrong number.</summary>
public static class PlanValidator
{
    /// <summary>Checks a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="after">What made it, for the message.</param>
    /// <exception cref="InvalidOperationException">The plan breaks a promise.</exception>
    public static void Validate(ScoringPlan plan, string after)
    {
        var known = new HashSet<PlanValue>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (PlanInput input in plan.Inputs)
        {
            Declare(input.Value);
        }

        foreach (Stage stage in plan.Stages)
        {
            foreach (Definition definition in stage.Definitions)
            {
                Check(definition);
            }

            foreach (PlanValue value in stage.Definitions.SelectMany(definition => definition.Values))
            {
                Declare(value);
            }
        }

        foreach (PlanOutput output in plan.Outputs)
        {
            Require(known.Contains(output.Value), $"the output '{output.Schema.Name}' is not defined");
        }

        void Declare(PlanValue value)
        {
            Require(known.Add(value), $"'{value.Name}' is defined twice");
            Require(names.Add(value.Name), $"the name '{value.Name}' is used twice");
            Require(value.Type != DataType.Float, $"'{value.Name}' is a float: rounding must be explicit");
        }

        void Check(Definition definition)
        {
            string name = definition.Values[0].Name;
            foreach (PlanValue needed in References.Of(definition))
            {
                Require(known.Contains(needed), $"'{name}' needs '{needed.Name}', which no earlier stage defines");
            }

            switch (definition)
            {
                case ScalarDefinition scalar:
                    Require(scalar.Expression.Type == scalar.Value.Type, $"'{name}' is {scalar.Value.Type}, its expression {scalar.Expression.Type}");
                    CheckTypes(scalar.Expression, name);
                    break;
                case KernelDefinition kernel:
                    Require(
                        kernel.Kernel.ResultTypes.SequenceEqual(kernel.Results.Select(result => result.Type)),
                        $"the results of the kernel '{name}' have other types than their values");
                    CheckKernel(kernel.Kernel, name);
                    break;
                default:
                    throw new InvalidOperationException($"unknown definition {definition.GetType().Name}");
            }
        }

        void CheckSums(ImmutableArray<PlanValue> inputs, int count, int constants, ImmutableArray<double> weights, string name)
        {
            Require(inputs.Length > 0 && constants > 0, $"the kernel '{name}' has nothing to sum");
            Require(inputs.All(input => input.Type == DataType.Double), $"an input of '{name}' is no double");
            Require(weights.Length == count * constants, $"the kernel '{name}' has too few or too many weights");
            Require(weights.All(double.IsFinite), $"a weight of '{name}' is no number");
        }

        void CheckKernel(Kernel kernel, string name)
        {
            if (kernel is DenseLayer layer)
            {
                CheckSums(layer.Inputs, layer.Inputs.Length, layer.Biases.Length, layer.Weights, name);
            }
            else if (kernel is KernelSum sum)
            {
                CheckSums(sum.Inputs, sum.Count, sum.Constants.Length, sum.Coefficients, name);
                Require(sum.Count > 0 && sum.Count * sum.Inputs.Length == sum.Vectors.Length, $"a vector of '{name}' has too few coordinates");
                Require(sum.Vectors.All(double.IsFinite), $"a coordinate of '{name}' is no number");
            }
            else if (kernel is LinearCombination linear)
            {
                foreach (LinearTerm term in linear.Terms)
                {
                    Require(term.Value.Type == DataType.Double, $"a term of '{name}' is {term.Value.Type}");
                    CheckTypes(term.Value, name);
                }
            }
            else if (kernel is TreeEnsemble ensemble)
            {
                foreach (DecisionTree tree in ensemble.Trees)
                {
                    for (int i = 0; i < tree.Nodes.Length; i++)
                    {
                        TreeNode node = tree.Nodes[i];
                        Require(
                            Leads(node.WhenTrue, i, tree) && Leads(node.WhenFalse, i, tree) && Leads(node.WhenMissing, i, tree),
                            $"a branch of '{name}' leads nowhere");
                        Require(!double.IsNaN(node.Threshold), $"a threshold of '{name}' is NaN");
                    }

                    Require(tree.LeafValues.Length == tree.LeafCount * ensemble.Width, $"a tree of '{name}' has too few or too many leaf values");
                }
            }
            else if (kernel is NgramSums ngrams)
            {
                Require(ngrams.Text.Type == DataType.String, $"'{name}' counts in a {ngrams.Text.Type}");
                Require(ngrams.Sums.SelectMany(sum => sum.Terms).All(term => term.Slot >= 0 && term.Slot < ngrams.Bag.Count && double.IsFinite(term.Weight)), $"a term of '{name}' is no n-gram of its bag");
                Require(ngrams.Sums.All(sum => sum.Terms.Zip(sum.Terms.Skip(1)).All(pair => pair.First.Slot < pair.Second.Slot)), $"the terms of '{name}' are not in order");
            }
            else if (kernel is Distances distances)
            {
                CheckDistances(distances, name);
            }
            else if (kernel is NearestPoints nearest)
            {
                CheckDistances(nearest.Distances, name);
                Require(
                    nearest.Neighbors > 0 && nearest.Neighbors <= nearest.Distances.Count, $"'{name}' wants more points than there are");
            }
        }

        void CheckDistances(Distances distances, string name)
        {
            int width = distances.Inputs.Length;
            Require(width > 0 && distances.Axes.Length == width, $"the axes of '{name}' are not as many as its inputs");
            Require(distances.Points.Length % width == 0, $"a point of '{name}' has too few coordinates");
            Require(distances.Points.All(double.IsFinite), $"a coordinate of '{name}' is no number");
            Require(distances.Inputs.All(input => input.Type == DataType.Double), $"an input of '{name}' is no double");
            foreach ((int i, DistanceAxis axis) in distances.Axes.Index())
            {
                int size = axis.Comparison == DistanceComparison.Table ? (int)Math.Sqrt(axis.Table.Length) : 0;
                Require(
                    axis.Comparison != DistanceComparison.Table
                        || (size * size == axis.Table.Length
                            && Enumerable.Range(0, distances.Count).All(point => distances.Points[(point * width) + i] is var code and >= 0 && code < size && code == Math.Floor(code))),
                    $"the table of '{name}' does not fit its points");
            }
        }

        static bool Leads(int branch, int from, DecisionTree tree) =>
            branch == DecisionTree.NoLeaf || (branch < 0 ? ~branch < tree.LeafCount : branch > from && branch < tree.Nodes.Length);

        void CheckTypes(Expression root, string name)
        {
            var pending = new Stack<Expression>();
            pending.Push(root);
            while (pending.TryPop(out Expression? next))
            {
                Require(AreConsistent(next), $"in '{name}', the operands of {Describe(next)} have types that do not go together");
                foreach (Expression child in ExpressionChildren.Of(next))
                {
                    pending.Push(child);
                }
            }
        }

        void Require(bool condition, string message)
        {
            if (!condition)
            {
                throw new InvalidOperationException($"invalid plan after {after}: {message}");
            }
        }
    }

    private static bool AreConsistent(Expression expression) => expression switch
    {
        BinaryExpression binary => binary.Left.Type == binary.Right.Type,
        NaryExpression nary => nary.Operands.All(operand => operand.Type == nary.Type),
        CaseExpression @case => @case.Branches.All(branch =>
            branch.Condition.Type == DataType.Boolean && branch.Value.Type == @case.Type),
        InSetExpression inSet => inSet.Values.All(value => value.Type == inSet.Operand.Type && !value.IsMissing),
        UnaryExpression { Operator: UnaryOperator.Not } unary => unary.Operand.Type == DataType.Boolean,
        CallExpression { Function: ScalarFunction.Translate, Arguments: [_, Literal { IsMissing: false } from, Literal { IsMissing: false } to] } =>
            from.Value.Text.Distinct().Count() == from.Value.Text.Length && from.Value.Text.Length >= to.Value.Text.Length
            && !(from.Value.Text + to.Value.Text).Any(char.IsSurrogate),
        CallExpression { Function: ScalarFunction.Translate } => false,
        CallExpression { Function: ScalarFunction.Hash } call => call.Arguments is
            [_, .. var more, Literal { Type: DataType.String, IsMissing: false } form, Literal { Type: DataType.Integer, IsMissing: false }, Literal { Type: DataType.Integer, IsMissing: false }]
            && KeyHash.IsForm(form.Value.Text, call.Arguments[0].Type)
            && (more.IsEmpty || (KeyHash.TakesSeveral(form.Value.Text) && more.All(value => value.Type == call.Arguments[0].Type))),
        CallExpression { Function: ScalarFunction.Occurrences } call => call.Arguments[1] is Literal { IsMissing: false, Value.Text.Length: > 0 },
        _ => true,
    };

    private static string Describe(Expression expression) => expression switch
    {
        BinaryExpression binary => $"{binary.Operator} ({binary.Left.Type}, {binary.Right.Type})",
        NaryExpression nary => $"{nary.Operator} ({string.Join(", ", nary.Operands.Select(operand => operand.Type))})",
        CaseExpression @case => $"Case ({@case.Type}; {string.Join(", ", @case.Branches.Select(branch => branch.Value.Type))})",
        _ => expression.GetType().Name,
    };
}
